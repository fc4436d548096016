// Serves a local Alibaba Cloud account until it is stopped. Signals reach it, because it runs in this very process.
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
await import('./build.mjs');
await import('../dist/sandbox/index.js');
