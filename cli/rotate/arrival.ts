/** Whether a secret arrived at its place could not be checked: neither that it is there, nor that it is lost. */
export class ArrivalUnknown extends Error {}
