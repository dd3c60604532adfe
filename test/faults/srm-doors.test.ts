import { describe, expect, it } from 'vitest';
import { aManifest, anAppInput, EAM, OEG, SUBMIT } from '../journeys/stories.js';
import { startWorld } from '../journeys/world.js';
import { whileAnSrm } from './srm-doors.js';

// Of generation A: test/integration/srm-doors.test.ts.
describe('while an SRM of generation B', () => {
  whileAnSrm('B');
});

describe('without an SRM', () => {
  it('what needs one is UNAVAILABLE and names the variable, through both doors; the rest is there', async () => {
    await using world = await startWorld({ env: { SRM_HOST: '', SANDBOX: 'off' } });
    const me = world.as();
    const message = 'No Service Resource Manager is configured: SRM_HOST is not set.';
    for (const [method, path, body] of [['POST', `${EAM}/apps`, aManifest()], ['POST', `${OEG}/apps`, aManifest()], ['GET', `${EAM}/edge-cloud-zones`, undefined], ['GET', `${OEG}/edge-cloud-zones`, undefined]] as const) {
      expect(await me.rest(method, path, body)).toMatchObject({ status: 503, body: { status: 503, code: 'UNAVAILABLE', message } });
    }
    expect((await me.graphql(SUBMIT, { input: anAppInput() })).errors[0]).toMatchObject({ message, extensions: { code: 'UNAVAILABLE' } });
    expect((await me.rest('GET', `${EAM}/apps`)).body).toEqual([]);
    expect(await world.db.prisma.app.count()).toBe(0);
    const ready = await fetch(`${world.url}/health/ready`);
    expect(await ready.text()).toContain('SRM_HOST');
  });
});
