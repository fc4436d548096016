export { actiontrailService, type TrailSource } from './service';
