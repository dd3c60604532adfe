import { describe, expect, it } from 'vitest';
import { callbackKey, flowCallbacks } from './flow-callbacks.service.js';

const FLOW_ID = '7d1e9f6a-3c1e-4a55-9d8b-2f0f6f3f8a11';

describe('addresses for notices', () => {
  const callbacks = flowCallbacks({ baseUrl: 'https://gateway.example/base', key: callbackKey(Buffer.alloc(32, 1)) });
  const flow = { flowId: FLOW_ID, kind: 'TRAFFIC_INFLUENCE' } as const;
  it('name their flow, and hold for a gateway that has moved', () => {
    const address = callbacks.addressOf(flow);
    expect(address).toMatch(/^https:\/\/gateway\.example\/base\/callbacks\/network\/i[0-9a-f-]{36}\.[\w-]{22}$/);
    expect(callbacks.flowAt(address)).toEqual(flow);
    expect(callbacks.flowAt(`http://old.example/callbacks/network/${address.split('/').at(-1)}`)).toEqual(flow);
  });
  it('cannot be made up', () => {
    const address = callbacks.addressOf(flow);
    const others = [address.replace('/i7', '/s7'), address.replace('7d1e', '7d1f'), `${address.slice(0, -4)}AAAA`, `${address}A`, address.slice(0, -1), '', 'https://gateway.example/'];
    expect(others.map(callbacks.flowAt)).toEqual(others.map(() => undefined));
    expect(flowCallbacks({ baseUrl: '', key: callbackKey(Buffer.alloc(32, 2)) }).flowAt(address)).toBeUndefined();
  });
});
