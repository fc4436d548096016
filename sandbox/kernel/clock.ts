/** The sandbox's own time: the system's, moved by what the control interface asked for. */
export class SandboxClock {
  private offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  advance(ms: number): void {
    this.offsetMs += ms;
  }

  set(now: Date): void {
    this.offsetMs = now.getTime() - Date.now();
  }
}
