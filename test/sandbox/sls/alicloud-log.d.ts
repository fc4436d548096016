declare module '@alicloud/log' {
  /** The part that is used; the package ships no types. */
  export default class Client {
    constructor(options: {
      readonly accessKeyId: string;
      readonly accessKeySecret: string;
      readonly endpoint: string;
    });
    getLogs(
      project: string,
      logstore: string,
      from: Date,
      to: Date,
      data: object,
      options: { readonly agent: import('node:http').Agent },
    ): Promise<Record<string, string>[]>;
  }
}
