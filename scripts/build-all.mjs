import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
await import('./build.mjs');
