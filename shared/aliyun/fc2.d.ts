declare module '@alicloud/fc2' {
  const Client: unknown;
  export default Client;
}
