import type { Environment } from '../../../shared/config';
import { loadConfig } from '../../../shared/config';
import { ConfigurationInvalid } from '../../../shared/errors';

/** The least that validates in enforce mode. */
export const LEAST = {
  TOURNIQUET_MODE: 'enforce',
  TOURNIQUET_EVIDENCE_BUCKET: 'acme-leak-evidence',
  TOURNIQUET_STATE_KEY: '0123456789abcdef0123456789abcdef',
  TOURNIQUET_WEBHOOK_URL: 'https://alerts.example.com/hook',
} as const;

export const SANDBOX = { TOURNIQUET_ENDPOINT: 'http://127.0.0.1:8080' } as const;
export const ROBOT = 'https://oapi.dingtalk.com/robot/send?access_token=f00d';

/** All problems of an environment; none when it validates. */
export function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.problems;
    throw error;
  }
}
