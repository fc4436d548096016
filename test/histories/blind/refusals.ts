type Fields = Record<string, unknown>;

/** A deny on the user bites: the key's own writes after it fail, and sessions that could not be taken do not exist.
 *  Reads and uploads go on, as quarantine leaves them; sessions from before the deny live on, since their rights are the role’s (RAM FAQ on STS tokens). */
export function refuse(events: readonly Fields[], key: string | undefined, denyTime: number): Fields[] {
  const never = new Set<unknown>();
  const refused = events.map((event) => {
    const identity = event['userIdentity'] as { accessKeyId?: string };
    const isBound = identity.accessKeyId === key && Date.parse(String(event['eventTime'])) > denyTime;
    if (!isBound || event['eventRW'] !== 'Write' || event['errorCode'] || event['eventName'] === 'PutObject')
      return event;
    if (event['eventName'] === 'AssumeRole') never.add(sessionOf(event));
    const { responseElements: _lost, ...rest } = event;
    return {
      ...rest,
      errorCode: 'NoPermission',
      errorMessage: 'User not authorized to operate on the specified resource.',
    };
  });
  return refused.filter((event) => !never.has((event['userIdentity'] as { accessKeyId?: string }).accessKeyId ?? null));
}

function sessionOf(event: Fields): unknown {
  const answer = event['responseElements'] as {
    Credentials?: { AccessKeyId: string };
    credentials?: { accessKeyId: string };
  };
  return answer?.Credentials?.AccessKeyId ?? answer?.credentials?.accessKeyId;
}
