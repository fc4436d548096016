export { createOssDoor, type OssDoor } from './door';
export { type Acl, type Bucket, OssStore, type StoredObject } from './store';
