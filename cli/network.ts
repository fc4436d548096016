import { CloudCallFailed } from '../shared/errors';

/** What went wrong between here and the cloud, by the codes of Node.js and of the SDKs; the first that fits counts. */
const KINDS = {
  certificate:
    /\b(CERT_\w+|UNABLE_TO_(GET|VERIFY|DECRYPT)_\w+|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)\b/,
  name: /\b(ENOTFOUND|EAI_AGAIN)\b/,
  refused: /\bECONNREFUSED\b/,
  // Node.js tells a connection that ended before its answer by these words alone.
  broken: /\b(ECONNRESET|EPIPE|ECONNABORTED|socket hang up)\b/,
  silent:
    /\b(ETIMEDOUT|ESOCKETTIMEDOUT|Timeout|ConnectionTimeoutError|ResponseTimeoutError|RequestTimeoutError|ReadTimeout\(\d+\)|ConnectTimeout\(\d+\))(?!\w)/,
  unreachable: /\b(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)\b/,
} as const;

type Kind = keyof typeof KINDS;

/** What happened, in the words that stand before the endpoint, and what to look at where it is the cloud's own. */
const WORDS: Readonly<Record<Kind, { readonly what: string; readonly look: string }>> = {
  certificate: {
    what: 'There is a certificate that is not trusted (or not for this name, or not of this day) at',
    look: "a proxy that reads along puts its own there (NODE_EXTRA_CA_CERTS names its certificate's file); this machine's clock may be wrong as well. Do not switch the check off: the answers could be anybody's.",
  },
  name: {
    what: 'No address is known by the name of',
    look: "look at this machine's name server and network, and at ALIBABA_CLOUD_REGION_ID: a region that is mistyped has no endpoint. EAI_AGAIN passes by itself, as a rule: run the same command again.",
  },
  refused: {
    what: 'Nothing answers at',
    look: "look at this machine's network and its proxy (HTTPS_PROXY), and at ALIBABA_CLOUD_REGION_ID.",
  },
  broken: {
    what: 'The connection was cut off in the middle of a call at',
    look: 'whether that call was carried out is not known. Run the same command again: it looks first, and repeating is safe. If it comes back, look at the proxy, the firewall or the VPN on the way.',
  },
  silent: {
    what: 'No answer came in time from',
    look: 'whether that call was carried out is not known. Run the same command again: it looks first, and repeating is safe. If it comes back, look at the proxy, the firewall or the VPN on the way.',
  },
  unreachable: {
    what: 'No way leads from here to',
    look: "look at this machine's network, its routes and its VPN.",
  },
};

/** Which kind of network error it was; undefined: the cloud did answer, or nothing was asked of it. Pure. */
export function networkKind(error: unknown): Kind | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CloudCallFailed && error.status !== undefined) return undefined;
  const code = error instanceof CloudCallFailed ? error.cloudCode : (error as NodeJS.ErrnoException).code;
  const text = `${code} ${error.message}`;
  return (Object.keys(KINDS) as Kind[]).find((kind) => KINDS[kind].test(text));
}

/** What a person does about a network error, with the endpoint that he has set, where he has. Pure. */
export function nextOfNetwork(error: unknown, environment: NodeJS.ProcessEnv): string | undefined {
  const kind = networkKind(error);
  if (kind === undefined) return undefined;
  const { what, look } = WORDS[kind];
  const service = error instanceof CloudCallFailed ? error.service : undefined;
  const { TOURNIQUET_ENDPOINT: all, TOURNIQUET_OSS_ENDPOINT: oss, TOURNIQUET_SAS_ENDPOINT: sas } = environment;
  const hasAnswered = kind === 'broken' || kind === 'silent';
  const set = (name: string, value: string, correct: string): string =>
    `${what} ${name}, ${value}: ${hasAnswered ? look : correct}`;
  if (all)
    return set(
      'TOURNIQUET_ENDPOINT',
      all,
      'start the sandbox there (npm run sandbox), or unset it to speak to the cloud.',
    );
  if (service === 'oss' && oss)
    return set('TOURNIQUET_OSS_ENDPOINT', oss, 'correct it. An internal endpoint answers only within its region.');
  if (service === 'sas' && sas) return set('TOURNIQUET_SAS_ENDPOINT', sas, 'correct it, or leave it out.');
  return `${what} the endpoint of ${service ?? 'the cloud'}: ${look}`;
}
