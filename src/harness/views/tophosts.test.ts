import { describe, expect, it } from 'vitest';
import { logOf } from '../checks/case.testing.ts';
import { hardBouncesRead, queueRow, readTophosts } from './tophosts.ts';

const PRINT = `Status as of:                   Thu Aug 13 14:29:42 2020 EDT
Hosts marked with '*' were down as of the last delivery attempt.

                                     Active    Conn.       Deliv.       Soft       Hard
   #   Recipient Host                Recip.      Out       Recip.    Bounced    Bounced

   1*  the.tdc.queue                     12        0        7,055         24          3
   2   [10.1.2.3]                         0       10    1,234,567          0         11
 10\tmail.example.com\t1\t2\t3\t4\t5
`;

describe('readTophosts', () => {
  it('reads rows in the order printed, whatever the widths, and passes over everything else', () => {
    expect(readTophosts(PRINT)).toEqual([
      {
        host: 'the.tdc.queue',
        down: true,
        activeRecipients: 12,
        connectionsOut: 0,
        deliveredRecipients: 7055,
        softBounced: 24,
        hardBounced: 3,
      },
      {
        host: '[10.1.2.3]',
        down: false,
        activeRecipients: 0,
        connectionsOut: 10,
        deliveredRecipients: 1_234_567,
        softBounced: 0,
        hardBounced: 11,
      },
      {
        host: 'mail.example.com',
        down: false,
        activeRecipients: 1,
        connectionsOut: 2,
        deliveredRecipients: 3,
        softBounced: 4,
        hardBounced: 5,
      },
    ]);
  });

  it('takes CRLF line ends and a mark that stands apart', () => {
    expect(readTophosts('1 *  the.tdc.queue 1 0 0 0 0\r\n2 other 0 0 0 0 0\r\n')).toMatchObject([{ down: true }, { down: false }]);
  });

  it.each(['', 'nothing to show', '1 the.tdc.queue 1 2 3 4', '1 the.tdc.queue 1 2 3 4 5 6', '1 the.tdc.queue -1 0 0 0 0'])(
    'finds no row in %j',
    (text) => {
      expect(readTophosts(text)).toEqual([]);
    },
  );
});

describe('the row of the connector', () => {
  it('is found by its name', () => {
    expect(queueRow(PRINT)?.hardBounced).toBe(3);
    expect(queueRow('1 other 0 0 0 0 0')).toBeUndefined();
  });

  it('tells hard bounces by the last print', () => {
    const read = (text: string) => ({ type: 'countersRead', sortKey: 'active_rcpts', text }) as const;
    expect(hardBouncesRead(logOf(read(PRINT), read('1 the.tdc.queue 0 0 0 0 4')))).toBe(4);
    expect(hardBouncesRead([])).toBe(0);
  });
});
