import { serve } from '../entry';
import type { FcContext } from '../platform';
import { respond } from './respond';

/** Function Compute's entry: parse, call, return. */
export const handler = (event: Buffer, context: FcContext): Promise<unknown> =>
  serve(event, context, 'respond', respond);
