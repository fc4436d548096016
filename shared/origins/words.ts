import type { Text } from '../findings/rules/model';
import type { Source, SpecialRange } from './model';

const SPECIAL: Readonly<Record<SpecialRange, Text>> = {
  private: { zh: '私网地址', en: 'private address' },
  'cloud-internal': { zh: '云内部地址', en: "the cloud's inner network" },
  reserved: { zh: '保留地址', en: 'reserved address' },
};
const UNKNOWN: Text = { zh: '网络未知', en: 'network unknown' };
/** Holders' names are somebody else's text. */
const LONGEST = 60;

/** `AS60729 Stiftung …, DE`; escaping is the caller's. Pure. */
export function originText({ special, asn, network, country }: Source): Text {
  if (special !== undefined) return SPECIAL[special];
  const name = network === undefined ? '' : ` ${network.slice(0, LONGEST)}`;
  const parts = [asn === undefined ? '' : `AS${asn}${name}`, country ?? ''].filter((part) => part !== '');
  return parts.length === 0 ? UNKNOWN : { zh: parts.join('，'), en: parts.join(', ') };
}

/** What of it the key was never used from; undefined where nothing is, or nothing can be told. Pure. */
export function newText({ isNewCountry, isNewNetwork }: Source): Text | undefined {
  if (isNewCountry && isNewNetwork) return { zh: '新国家/地区、新网络', en: 'new country, new network' };
  if (isNewCountry) return { zh: '新国家/地区', en: 'new country' };
  return isNewNetwork ? { zh: '新网络', en: 'new network' } : undefined;
}

/** One sentence for a finding about these sources: how many of them are from where the key never was. Pure. */
export function sourcesText(sources: readonly Source[]): Text | undefined {
  const count = (of: 'isNewCountry' | 'isNewNetwork') => sources.filter((source) => source[of] === true).length;
  const [countries, networks] = [count('isNewCountry'), count('isNewNetwork')];
  const shown = sources.filter(({ isNewCountry, isNewNetwork }) => isNewCountry || isNewNetwork).slice(0, 3);
  if (shown.length === 0) return undefined;
  const names = (language: keyof Text): string => shown.map((source) => originText(source)[language]).join('; ');
  const [only] = sources;
  const fresh = only === undefined || sources.length > 1 ? undefined : newText(only);
  if (fresh !== undefined) return { en: `${fresh.en}: ${names('en')}`, zh: `${fresh.zh}：${names('zh')}` };
  return {
    en: `of its ${sources.length} addresses ${countries} in a new country and ${networks} in a new network: ${names('en')}`,
    zh: `${sources.length} 个地址中 ${countries} 个来自新的国家/地区，${networks} 个来自新的网络：${names('zh')}`,
  };
}
