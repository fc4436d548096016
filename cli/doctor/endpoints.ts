import { connectionOf } from '../../shared/aliyun/connection';
import { ossPlace } from '../../shared/aliyun/oss-options';
import { securityCenterHost } from '../../shared/aliyun/security-center';
import { CloudCallFailed, CloudForbidden, CloudNotFound } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { type Check, couldNotCheck, type Found, ok, problem } from './check';

/** Which hosts this machine speaks to, and whether they answer. The functions have their own way to OSS (s.yaml). */
export const endpoints: Check = {
  id: 'endpoints',
  async look({ run, config, clock, credentials }) {
    const connection = connectionOf(config, clock, credentials);
    const { kind, host } = ossPlace(connection);
    const sas = config.endpoint?.host ?? securityCenterHost(connection);
    return Promise.all([
      // An object, not the bucket: what a public endpoint refuses of new accounts is objects.
      answers(`OSS at ${host} (${kind})`, run.cloud.evidence.get(`${config.evidence.prefix}/doctor/none`)),
      answers(`Security Center at ${sas}`, run.cloud.securityCenter.describeAccesskeyLeakList(1)),
    ]);
  },
};

/** An answer is an answer, whatever it says of the thing that was asked for. */
async function answers(where: string, call: Promise<unknown>): Promise<Found> {
  try {
    await call;
    return ok(`${where} answers`);
  } catch (error) {
    if (error instanceof CloudNotFound) return ok(`${where} answers`);
    if (error instanceof CloudCallFailed && /PublicEndpoint/.test(`${error.cloudCode} ${error.message}`))
      return problem(
        `${where} takes no objects of this account`,
        'set TOURNIQUET_OSS_ENDPOINT (docs/deploy.md, "Where OSS is reached"); the functions are not touched by it',
      );
    if (error instanceof CloudForbidden) return couldNotCheck(`${where} answers, and refuses you: ${messageOf(error)}`);
    return couldNotCheck(`${where} could not be reached: ${messageOf(error)}`);
  }
}
