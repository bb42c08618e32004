// A message whose parts are named as nobody should name them, and whose HTML wants to act and to load.

const BIDI_NAME = 'photo\u202egnp.exe';

/** Names as they are sent; the same one twice, one of control bytes, one that is empty, one that is very long. */
const SENT_NAMES = [
  'filename="../../etc/passwd"',
  `filename*=utf-8''${encodeURIComponent(BIDI_NAME)}`,
  "filename*=utf-8''a%00b%1b%5B31m.txt",
  `filename="${'n'.repeat(3_000)}.pdf"`,
  'filename=""',
  'filename="same.txt"',
  'filename="same.txt"',
] as const;

/** What a browser may save them as, in the same order. */
export const SAFE_NAMES = [
  'passwd',
  'photognp.exe',
  'a_b_[31m.txt',
  `${'n'.repeat(196)}.pdf`,
  'part-6.bin',
  'same.txt',
  'same.txt',
] as const;

/** `canary` is where nothing of it may ever ask. */
export const hostileMessage = (canary: string): string => {
  const html = [
    `<base href="http://${canary}/"><meta http-equiv="refresh" content="0;url=http://${canary}/refresh">`,
    `<p>Dear reader</p><script>fetch('http://${canary}/script'); window.ran = 1</script><img src="http://${canary}/image" onerror="window.ran = 1">`,
    `<style>@import "http://${canary}/style"; p { background: url(http://${canary}/background) }</style>`,
    `<a href="javascript:window.ran = 1">http://bank.example</a><form action="http://${canary}/form"><input autofocus onfocus="window.ran = 1"></form>`,
  ].join('\r\n');
  const attachment = (name: string): string[] => [
    '--parts',
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; ${name}`,
    '',
    'content',
  ];
  return [
    `From: "<img src=http://${canary}/from>" <alice@site.example>`,
    'To: bob@company.example',
    `Subject: hostile <img src=http://${canary}/subject>`,
    `X-Filler: <img src=http://${canary}/header>`,
    `List-Unsubscribe: <http://${canary}/unsubscribe>`,
    'From nobody Sun May  8 19:07:09 2005',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="parts"',
    '',
    '--parts',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    ...SENT_NAMES.flatMap(attachment),
    '--parts--',
    '',
  ].join('\r\n');
};
