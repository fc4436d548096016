import { BucketUnfit, CloudCallFailed } from '../shared/errors';

const NETWORK = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET)\b/;

/** What a person does about a failure, by its code; undefined where the message says all there is. Pure. */
export function nextOf(error: unknown, environment: NodeJS.ProcessEnv): string | undefined {
  if (error instanceof BucketUnfit)
    return 'Make it private (OSS console > the bucket > Permission Control > Bucket ACL: Private), or name a new bucket that never had versions (TOURNIQUET_EVIDENCE_BUCKET; the archive: TOURNIQUET_ARCHIVE_BUCKET). Then: npx --no ak-tourniquet setup';
  if (error instanceof Error && NETWORK.test(`${(error as NodeJS.ErrnoException).code} ${error.message}`))
    return unreachable(error instanceof CloudCallFailed ? error.service : undefined, environment);
  return error instanceof CloudCallFailed ? ofCloud(error) : undefined;
}

function ofCloud({ cloudCode, service, action, status }: CloudCallFailed): string | undefined {
  if (/^InvalidSecurityToken|^SecurityTokenExpired/.test(cloudCode))
    return 'Your session is over, or its token does not belong to its key: sign in again, then run the same command again.';
  if (/^InvalidAccessKeyId|^SignatureDoesNotMatch|^Forbidden.AccessKey/.test(cloudCode))
    return 'Your own AccessKey is not taken (deleted, off, or its secret mistyped): use one that works, then run the same command again.';
  if (cloudCode === 'NoSuchBucket')
    return 'Compare TOURNIQUET_EVIDENCE_BUCKET, account and region with the deployment; where the bucket was never made: npx --no ak-tourniquet setup';
  if (/^(Function|Service)NotFound$/.test(cloudCode))
    return 'Compare name, account and region (ALIBABA_CLOUD_REGION_ID) with the deployment: FC 2.0 has service/function; where it was never deployed: s deploy';
  if (status === 403)
    return `Your identity may not do that: ask for ${service}:${action}, then run the same command again.`;
  return undefined;
}

/** Which endpoint it was, and what to look at. */
function unreachable(service: string | undefined, environment: NodeJS.ProcessEnv): string {
  const { TOURNIQUET_ENDPOINT: all, TOURNIQUET_OSS_ENDPOINT: oss, TOURNIQUET_SAS_ENDPOINT: sas } = environment;
  if (all)
    return `Nothing answers at TOURNIQUET_ENDPOINT, ${all}: start the sandbox there (npm run sandbox), or unset it to speak to the cloud.`;
  if (service === 'oss' && oss)
    return `OSS is not reached at TOURNIQUET_OSS_ENDPOINT, ${oss}: correct it. An internal endpoint answers only within its region.`;
  if (service === 'sas' && sas)
    return `Security Center is not reached at TOURNIQUET_SAS_ENDPOINT, ${sas}: correct it, or leave it out.`;
  return `The endpoint of ${service ?? 'the cloud'} is not reached from here: look at this machine's network, its name server and its proxy, and at ALIBABA_CLOUD_REGION_ID.`;
}
