import { setFlagsFromString } from 'node:v8';
import { serve } from '../entry';
import type { FcContext } from '../platform';
import { hygiene } from './hygiene';

// By itself the engine lets its heap grow by the machine's memory, not by the function's: of a large account half of what
// it holds by then is waste. Collecting more often costs a second of a night that waits for the cloud.
setFlagsFromString('--optimize-for-size');

/** Function Compute's entry: parse, call, return. */
export const handler = (event: Buffer, context: FcContext): Promise<unknown> => serve(event, context, hygiene);
