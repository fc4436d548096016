import type { Attack } from './attack';
export const ON_THE_SIGNALS: readonly Attack[] = [];
