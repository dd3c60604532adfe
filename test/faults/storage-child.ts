import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/outbound/storage/database.js';

/**
 * A process for the tests to kill. `storage-child hold <place>` opens the database; `storage-child write <place>` also
 * writes without end, and tells of each transaction when it is acknowledged. The place is a URL or a folder.
 */
const [mode = '', place = ''] = process.argv.slice(2);
const tell = (message: object): void => void process.send?.(message);
const report = (fields: object, message: string): void => console.error(message, fields);
const log = { debug: report, info: report, warn: report, error: report };

const db = await openDatabase({ ...(place.startsWith('postgresql:') ? { url: place } : { dataDir: place }), log });
tell({ ready: true });
if (mode === 'hold') setInterval(() => undefined, 1_000);
else await Promise.all([write(db), write(db), write(db), keepHouse(db)]);

/** An app and its event of the same id, of many sizes. */
async function write({ prisma }: Database): Promise<never> {
  for (let n = 0; ; n++) {
    const [id, now, clientId] = [randomUUID(), new Date(), 'killed'];
    await prisma.$transaction(async (tx) => {
      const manifest = { filling: 's'.repeat(500 + (n % 9) * 700) };
      await tx.app.create({ data: { id, clientId, name: id, appProvider: 'p', version: '1', packageType: 'HELM', manifest, state: 'REGISTERED', createdAt: now, updatedAt: now } });
      await tx.outboxEvent.create({ data: { id, type: 'killed', subject: id, clientId, time: now, data: {} } });
    });
    tell({ written: id });
  }
}

/** What the engine does once a minute, all the time. */
async function keepHouse({ pool }: Database): Promise<never> {
  for (let round = 1; ; round++) {
    await pool.query(round % 4 === 0 ? 'VACUUM' : 'CHECKPOINT');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
