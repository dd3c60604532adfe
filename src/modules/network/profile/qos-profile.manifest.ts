import { z } from 'zod';
import { readShape } from '../input.rules.js';

/** A QoS profile as an admin writes it: the shape of CAMARA QoS Profiles, with the domain's own rules in qos-profile.rules.ts. */

export const QosProfileNameShape = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]+$/, 'must be letters, digits, dots, dashes and underscores')
  .min(3, 'must be 3 to 256 characters')
  .max(256, 'must be 3 to 256 characters');

export const QosProfileStatusShape = z.enum(['ACTIVE', 'INACTIVE', 'DEPRECATED']);

export const RATE_UNITS = ['bps', 'kbps', 'Mbps', 'Gbps', 'Tbps'] as const;
export const TIME_UNITS = ['Days', 'Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Microseconds', 'Nanoseconds'] as const;

/** CAMARA lets both members be absent; then nothing would be said, so we ask for both. */
const RateShape = z.strictObject({ value: z.int().min(0).max(1024), unit: z.enum(RATE_UNITS) });
const DurationShape = z.strictObject({ value: z.int().min(1).max(2_147_483_647), unit: z.enum(TIME_UNITS) });

const CountryShape = z.strictObject({
  countryName: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters'),
  networks: z.array(z.string().regex(/^[0-9]{5,6}$/, 'must be 5 or 6 digits')).max(100).optional(),
});

/** What a profile promises: everything but its name and status. */
export const QosProfileSpecShape = z.strictObject({
  countryAvailability: z.array(CountryShape).max(250).optional(),
  targetMinUpstreamRate: RateShape.optional(),
  maxUpstreamRate: RateShape.optional(),
  maxUpstreamBurstRate: RateShape.optional(),
  targetMinDownstreamRate: RateShape.optional(),
  maxDownstreamRate: RateShape.optional(),
  maxDownstreamBurstRate: RateShape.optional(),
  minDuration: DurationShape.optional(),
  maxDuration: DurationShape.optional(),
  priority: z.int().min(1).max(100).optional(),
  packetDelayBudget: DurationShape.optional(),
  jitter: DurationShape.optional(),
  packetErrorLossRate: z.int().min(1).max(10).optional(),
  l4sQueueType: z.enum(['non-l4s-queue', 'l4s-queue', 'mixed-queue']).optional(),
  serviceClass: z
    .enum(['microsoft_voice', 'microsoft_audio_video', 'real_time_interactive', 'multimedia_streaming', 'broadcast_video', 'low_latency_data', 'high_throughput_data', 'low_priority_data', 'standard'])
    .optional(),
});

export const QosProfileShape = QosProfileSpecShape.extend({
  name: QosProfileNameShape,
  status: QosProfileStatusShape,
  description: z
    .string()
    .max(1024)
    .regex(/^(?:\P{Cc}|[\t\n\r])*$/u, 'must not hold control characters')
    .optional(),
  networkName: z.string().regex(/^[!-~]{1,256}$/, 'must be 1 to 256 characters of ASCII without blanks').optional(),
});

export type Rate = z.infer<typeof RateShape>;
export type Duration = z.infer<typeof DurationShape>;
export type Country = z.infer<typeof CountryShape>;
export type QosProfileSpec = z.infer<typeof QosProfileSpecShape>;
export type QosProfileManifest = z.infer<typeof QosProfileShape>;

/** @throws Refusal INVALID_ARGUMENT naming the first faulty member */
export const readProfile = (candidate: object): QosProfileManifest => readShape(QosProfileShape, candidate);

/** @throws Refusal INVALID_ARGUMENT */
export const readProfileName = (name: string, field = 'name'): string => readShape(QosProfileNameShape, name, field);
