/** Tells once that lines are being lost, and once that they no longer are. */
export class LossReport {
  private readonly complain: (problem: string) => void;
  private failing = false;
  private lost = 0;

  constructor(complain: (problem: string) => void) {
    this.complain = complain;
  }

  failed(why: string): void {
    if (!this.failing) this.complain(`${why}; mail goes on, and lines are sent again when it answers`);
    this.failing = true;
  }

  lose(lines: number): void {
    this.lost += lines;
  }

  recovered(): void {
    if (!this.failing) return;
    this.complain(this.lost === 0 ? 'answers again' : `answers again; ${this.lost} lines were lost`);
    this.failing = false;
    this.lost = 0;
  }
}
