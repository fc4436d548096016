/** What only the stack knows, as Fn::Sub takes it. */
export const ACCOUNT = known('ALIYUN::AccountId');
export const REGION = known('ALIYUN::Region');
export const DEAD_LETTERS = 'ak-tourniquet-dead-letters';

export type Json = Readonly<Record<string, unknown>>;

export function known(name: string): string {
  return `\${${name}}`;
}

export function sub(text: string): Json {
  return { 'Fn::Sub': text };
}
