import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { type Child, freePorts, run, startChild } from './child.js';

export interface TestKafka extends AsyncDisposable {
  /** `127.0.0.1:port` of the one broker. */
  readonly brokers: readonly string[];
  /** Ends the broker as a crash would; `start` again with the same data brings it back. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The releases that are tried: the last of the 3 line and one of the 4 line, with the logging back end that each expects. */
export const KAFKA_VERSIONS = {
  '3.9.1': { logging: ['org.slf4j:slf4j-reload4j:1.7.36'], config: 'log4j.properties', flag: '-Dlog4j.configuration=file:' },
  '4.1.1': {
    logging: ['org.apache.logging.log4j:log4j-core:2.24.3', 'org.apache.logging.log4j:log4j-1.2-api:2.24.3', 'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3'],
    config: 'log4j2.properties',
    flag: '-Dlog4j2.configurationFile=',
  },
} as const;
export type KafkaVersion = keyof typeof KAFKA_VERSIONS;

const LOG_TO_CONSOLE = {
  'log4j.properties': 'log4j.rootLogger=WARN, out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\nlog4j.appender.out.layout=org.apache.log4j.PatternLayout\nlog4j.appender.out.layout.ConversionPattern=%p %c %m%n\n',
  'log4j2.properties': 'rootLogger.level=warn\nrootLogger.appenderRef.out.ref=out\nappender.out.type=Console\nappender.out.name=out\nappender.out.layout.type=PatternLayout\nappender.out.layout.pattern=%p %c %m%n\n',
} as const;

const MAVEN_DEADLINE_MS = 240_000;
const START_DEADLINE_MS = 60_000;

/**
 * Apache Kafka's own jars, fetched once by Maven and kept in the user's cache folder.
 * @returns the folder. @throws when Java or Maven is not installed, or Maven cannot fetch.
 */
export async function provideKafka(version: KafkaVersion): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'northbound-kafka');
  const folder = join(cache, version);
  if (existsSync(folder)) return folder;
  for (const tool of ['java', 'mvn']) await run(tool, ['-version']).catch((cause: unknown) => { throw new Error(`${tool} is not installed`, { cause }); });
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'fetching-'));
  try {
    await writeFile(join(fresh, 'pom.xml'), projectFor(version));
    const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
    await run('mvn', ['-q', '-B', '-f', join(fresh, 'pom.xml'), copy, '-DincludeScope=runtime', `-DoutputDirectory=${join(fresh, 'jars')}`], { cwd: fresh }, MAVEN_DEADLINE_MS);
    await rename(join(fresh, 'jars'), folder).catch((cause: unknown) => { if (!existsSync(folder)) throw cause; }); // another process was quicker
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

function projectFor(version: KafkaVersion): string {
  const wanted = [`org.apache.kafka:kafka_2.13:${version}`, ...KAFKA_VERSIONS[version].logging].map((coordinate) => coordinate.split(':'));
  const dependencies = wanted.map(([group, artifact, release]) => `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${release}</version></dependency>`);
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>northbound.test</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>`;
}

/**
 * A broker and controller in one process (KRaft), on loopback, with free ports and a folder of its own. Topics come to
 * be when they are first named, with three partitions.
 */
export async function startKafka(version: KafkaVersion = '4.1.1'): Promise<TestKafka> {
  const jars = await provideKafka(version);
  const [broker, controller] = (await freePorts(2)) as [number, number];
  const folder = await mkdtemp(join(tmpdir(), 'northbound-kafka-'));
  const { config, flag } = KAFKA_VERSIONS[version];
  const settings = join(folder, 'server.properties');
  await writeFile(settings, settingsOf(folder, broker, controller));
  await writeFile(join(folder, config), LOG_TO_CONSOLE[config]);
  const java = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', flag + join(folder, config), '-cp', join(jars, '*')];
  await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', settings], { cwd: folder });

  const brokers = [`127.0.0.1:${broker}`];
  let child: Child | undefined;
  const start = async (): Promise<void> => {
    child = startChild('java', [...java, 'kafka.Kafka', settings], { cwd: folder });
    await answering(brokers, child);
  };
  const stop = async (): Promise<void> => {
    await child?.stop('SIGTERM', 20_000);
    await rm(folder, { recursive: true, force: true });
  };
  await start().catch(async (failure: unknown) => { await stop(); throw failure; });
  return { brokers, start, stop, kill: async () => void (await child?.stop('SIGKILL')), [Symbol.asyncDispose]: stop };
}

function settingsOf(folder: string, broker: number, controller: number): string {
  const values = {
    'process.roles': 'broker,controller', 'node.id': 1, 'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`, 'advertised.listeners': `PLAINTEXT://127.0.0.1:${broker}`,
    'controller.listener.names': 'CONTROLLER', 'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT', 'log.dirs': join(folder, 'data'),
    'num.partitions': 3, 'auto.create.topics.enable': true, 'offsets.topic.replication.factor': 1, 'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1, 'transaction.state.log.min.isr': 1, 'transaction.state.log.num.partitions': 1, 'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(values).map(([name, value]) => `${name}=${value}\n`).join('');
}

async function answering(brokers: readonly string[], child: Child): Promise<void> {
  let end: string | undefined;
  child.ended.then((code) => (end = `ended with ${code}`), (failure: Error) => (end = failure.message));
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, connectionTimeout: 500, retry: { retries: 0 } }).admin();
  for (const until = Date.now() + START_DEADLINE_MS; ; await sleep(200)) {
    const failure = await admin.connect().then(() => admin.describeCluster()).then(() => undefined, (reason: unknown) => reason);
    await admin.disconnect();
    if (failure === undefined) return;
    if (end !== undefined || Date.now() > until) throw new Error(`Kafka ${end ?? 'does not answer'}:\n${child.output()}`, { cause: failure });
  }
}

/** 16 bytes in base64url; its first letter must not be `-`, which would be read as an option. */
function clusterId(): string {
  const id = randomBytes(16);
  id[0] = id[0]! & 0x7f;
  return id.toString('base64url');
}
