const PRIORITY = /^<\d{1,3}>/;
/** `1 TIME HOST APP PROCID MSGID [data] text` (RFC 5424). */
const NEW_FORM = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\\]|\\.)*\])+) ?(.*)$/s;
const BOM = '\ufeff';

/**
 * The line that a collector would store of a syslog message: RFC 3164 as it is without its priority, RFC 5424 in the same form,
 * `TIME HOST APP[PROCID]: text`. Line ends within become spaces, as whoever stores lines has to.
 */
export const lineOfSyslog = (message: Buffer): string => {
  const text = message
    .toString('utf8')
    .replace(/[\r\n\0]+$/, '')
    .replace(/[\r\n]+/g, ' ');
  const body = text.replace(PRIORITY, '');
  const [, time, host = '-', app = '-', process = '-', , , said = ''] = NEW_FORM.exec(body) ?? [];
  if (time === undefined) return body;
  const sender = host === '-' ? '' : `${host} `;
  return `${time} ${sender}${app}${process === '-' ? '' : `[${process}]`}: ${said.startsWith(BOM) ? said.slice(1) : said}`;
};
