export { actiontrailService, type TrailSource } from './service';
export type { Trail, Trails } from './trails';
