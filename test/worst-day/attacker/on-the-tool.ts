import type { Attack } from './attack';
export const ON_THE_TOOL: readonly Attack[] = [];
