import { LIMITS } from '../capabilities.rules.js';

/**
 * How long the network is asked to keep an assignment's session, in seconds: an assignment has no end, and this is the
 * longest that the network's API can say (68 years). If the network ends it earlier all the same, the assignment is over.
 */
export const ASSIGNMENT_SECONDS = LIMITS.duration.most;
