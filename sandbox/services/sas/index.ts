export { addLeak, type LeakSource } from './leaks';
export { sasService } from './service';
