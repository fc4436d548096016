export { DEFAULT_RETRIES, type RetryRule } from './async-queue';
export { createFcDoor, type FcDoor, type FcOptions, FunctionNotFound } from './door';
export type {
  AsyncInvocation,
  FunctionCredentials,
  FunctionDefinition,
  FunctionError,
  InvocationResult,
  StoredTrigger,
} from './types';
