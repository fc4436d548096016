import { frozenUrl } from './frozen';
import { type Kind, Problem, type Surroundings, secret } from './kinds';
import { shown } from './shown';
import type { SecretRef } from './types';

/** 127.0.0.0/8, ::1 and localhost. The URL class has brought every other way to write them into these forms. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]{1,3}){3}$/.test(hostname);
}

/** The sandbox: every cloud call with its credentials goes there, so it must not leave this machine. */
export const sandboxUrl: Kind<URL> = {
  label: 'http(s) URL on loopback',
  read(text) {
    const url = httpUrl(text);
    if (!isLoopback(url)) throw new Problem('is refused: it may only be on loopback (127.0.0.0/8, ::1, localhost)');
    return bareOrigin(url);
  },
};

/** `?cname`: a domain of the owner's that is bound to the bucket, which is then no part of host or path. */
export const ossUrl: Kind<URL> = {
  label: 'http(s) URL',
  read(text) {
    const url = httpUrl(text);
    const isBound = url.search === '?cname';
    if (isBound) url.search = '';
    const origin = bareOrigin(url);
    return isBound ? frozenUrl(new URL('?cname', origin)) : origin;
  },
};

/** An address that gets alerts or a sign of life: https, or loopback while the sandbox stands in for the cloud. */
export const alertUrl: Kind<string> = {
  label: 'https URL',
  read(text, surroundings) {
    const url = httpUrl(text);
    if (url.protocol !== 'https:' && !isSandboxOwn(url, surroundings)) throw new Problem('must be https');
    return url.href;
  },
};

/** A custom robot's webhook. Source: DingTalk, "Custom robot access": https://oapi.dingtalk.com/robot/send?access_token=… */
export const dingTalkUrl: Kind<string> = {
  label: 'https URL',
  read(text, surroundings) {
    const url = httpUrl(text);
    const isDingTalk = url.protocol === 'https:' && url.host === 'oapi.dingtalk.com' && url.pathname === '/robot/send';
    if (!isDingTalk && !isSandboxOwn(url, surroundings))
      throw new Problem('must begin with https://oapi.dingtalk.com/robot/send');
    if (!url.searchParams.get('access_token')) throw new Problem('has no access_token');
    return url.href;
  },
};

/** `smtp://` or `smtps://` with user, password, host and port; what else stands in it would have no effect. */
export const smtpUrl: Kind<SecretRef> = {
  label: 'secret smtp(s) URL',
  read(text, surroundings) {
    const ref = secret().read(text, surroundings);
    if (ref.kind === 'kms') return ref;
    const url = parsed(text);
    if (!/^smtps?:$/.test(url.protocol) || url.hostname === '') throw new Problem('must be smtp:// or smtps://');
    if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
      throw new Problem('must end after host and port (a /, ? or # in the password is written %2F, %3F, %23)');
    if (![url.username, url.password].every(isDecodable))
      throw new Problem('has a % in its user or password that is no percent-encoding (write it %25)');
    return ref;
  },
};

/** A host under aliyuncs.com: signed calls go there, and nowhere else. */
export const cloudHost: Kind<string> = {
  label: 'host name',
  read(text) {
    if (/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+aliyuncs\.com$/.test(text)) return text;
    throw new Problem(`must be a host such as tds.aliyuncs.com, without https://, not ${shown(text)}`);
  },
};

const MAIL_ADDRESS =
  /^(?=.{3,254}$)(?=.{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$/i;

/** The bare address: no display name, no line break to smuggle a header in. */
export const mailAddress: Kind<string> = {
  label: 'mail address',
  read(text) {
    if (MAIL_ADDRESS.test(text)) return text;
    throw new Problem(`${shown(text)} is no mail address such as security@example.com`);
  },
};

function isSandboxOwn(url: URL, { isSandboxed }: Surroundings): boolean {
  return isSandboxed && isLoopback(url);
}

/** fetch refuses a URL with a user in it, and would name it in its error. */
function httpUrl(text: string): URL {
  const url = parsed(text);
  if (!/^https?:$/.test(url.protocol)) throw new Problem('must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw new Problem('must not have a user or password in it');
  return url;
}

/** Only scheme, host and port have an effect here; a path that is dropped silently would be a setting believed in. */
function bareOrigin(url: URL): URL {
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Problem('must end after host and port: no path, no query');
  return frozenUrl(url);
}

function parsed(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new Problem('is no URL');
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
