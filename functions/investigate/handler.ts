import { serve } from '../entry';
import type { FcContext } from '../platform';
import { investigate } from './investigate';

/** Function Compute's entry: parse, call, return. */
export const handler = (event: Buffer, context: FcContext): Promise<unknown> =>
  serve(event, context, 'investigate', investigate);
