export type { Answer } from './answer.js';
export { createClient, type Client, type ClientOptions, type RequestOptions } from './client.js';
export type { Askable, OperationKind, Print, TypedDocument } from './document.js';
export { NorthboundError, type ClientCode, type ErrorCode, type GatewayCode, type GraphqlError } from './error.js';
export type { Events } from './events.js';
export * from './generated/operations.js';
export type { SubscribeOptions, SubscriptionEvent } from './subscription.js';
export type { TokenSource } from './token.js';
