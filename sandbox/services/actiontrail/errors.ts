import { CloudError } from '../../kernel/types';

export function invalidQuery(what: string): CloudError {
  return new CloudError(400, 'InvalidQueryParameter', `The specified query parameter is invalid: ${what}.`);
}
