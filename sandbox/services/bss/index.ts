export { type BillSource, bssService } from './service';
