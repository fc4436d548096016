export { createSlsDoor } from './door';
export { type LogRow, type LogStore, SlsStore, type StoredIndex } from './store';
export { addLogTrail, rowOf, trailRows } from './trail-rows';
