/** How long something took, by labels; printed as Prometheus reads it. */
export interface Durations {
  /** `labels` in the order of the names. */
  observe(labels: readonly (string | number)[], seconds: number): void;
  print(): string;
}

export interface DurationsOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Upper bounds in seconds, the lowest first. */
  readonly buckets: readonly number[];
}

interface Cell {
  /** Of each bucket alone, and at last of what is above all bounds. */
  readonly counts: number[];
  readonly labels: string;
  sum: number;
}

/**
 * A histogram for what happens with every request. prom-client's sorts, checks and joins its labels anew each time, which
 * is a noticeable part of a small request.
 */
export function createDurations({ name, help, labelNames, buckets }: DurationsOptions): Durations {
  const cells = new Map<string, Cell>();

  function cellOf(labels: readonly (string | number)[]): Cell {
    let key = '';
    for (const label of labels) key += `${label}\n`;
    let cell = cells.get(key);
    if (cell === undefined) {
      const text = labelNames.map((label, index) => `${label}="${escaped(String(labels[index]))}"`).join(',');
      cells.set(key, (cell = { counts: Array.from({ length: buckets.length + 1 }, () => 0), labels: text, sum: 0 }));
    }
    return cell;
  }

  function lines({ counts, labels, sum }: Cell): readonly string[] {
    let below = 0;
    const bounded = counts.map((count, index) => `${name}_bucket{le="${buckets[index] ?? '+Inf'}",${labels}} ${(below += count)}`);
    return [...bounded, `${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${below}`];
  }

  return {
    observe(labels, seconds) {
      const cell = cellOf(labels);
      let index = 0;
      while (index < buckets.length && seconds > buckets[index]!) index += 1;
      cell.counts[index]! += 1;
      cell.sum += seconds;
    },
    print: () => [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...[...cells.values()].flatMap(lines), ''].join('\n'),
  };
}

const escaped = (value: string): string => value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
