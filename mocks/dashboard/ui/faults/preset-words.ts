// What the presets of the API are called in Japanese. The API speaks English, which stands where a word lacks here.

/** Titles by the id of the preset. */
export const PRESET_TITLES: Readonly<Record<string, string>> = {
  'final-reply': '5xx の応答',
  'temporary-reply': '4xx の応答',
  'bad-sequence': '一時的とみなされる 503',
  'storage-exceeded': '一時的とみなされる 552',
  'temporary-once': '最初の試行への 4xx の応答',
  'no-starttls': 'STARTTLS を提示しない',
  'starttls-refused': 'STARTTLS に 454 を返す',
  'tls-garbage': 'ハンドシェイクの代わりに TLS でないバイト列を返す',
  'tls-closed': 'ハンドシェイク中に接続を閉じる',
  'tls-reset': 'ハンドシェイク中に接続をリセットする',
  'tls-alert': 'ハンドシェイクをアラートで拒否する',
  'tls-silence': 'ハンドシェイクに応答しない',
  'tls-too-old': 'TLS 1.1 より新しい版を使わない',
  'certificate-expired': '期限切れの証明書',
  'certificate-not-yet-valid': 'まだ有効でない証明書',
  'certificate-wrong-host': '別のホストの証明書',
  'certificate-self-signed': '自己署名証明書',
  'certificate-unknown-issuer': '発行者が不明な証明書',
  refused: '接続を拒否する',
  reset: '接続をリセットする',
  closed: '応答せずに接続を閉じる',
  silence: '受信側が応答しなくなる',
  'reset-once': '最初の試行で接続をリセットする',
  'dns-servfail': 'ネームサーバが SERVFAIL を返す',
  'dns-refused': 'ネームサーバが REFUSED を返す',
  'dns-silence': 'ネームサーバが応答しない',
  'no-such-domain': '受信ドメインが存在しない',
  'two-kinds': 'MAIL FROM に一度 451、次に RCPT TO に 503',
  'final-at-retry': '一度 451、次に 550',
  'side-by-side': '同時に送られるコピーへの 4xx の応答',
  'code-decides-final': '拡張コードが 4 で始まる 550',
  'code-decides-temporary': '拡張コードが 5 で始まる 451',
  'no-reply': 'SMTP の応答でない行',
  'wait-before-retry': '待ち時間を測るための、最初の試行への 4xx の応答',
};

/** What is expected of the gateway, by the English of it: many presets expect the same. */
export const PRESET_EXPECTATIONS: Readonly<Record<string, string>> = {
  'one attempt, then the copy has failed': '1 回試行して、コピーは失敗',
  'two attempts, then the copy has failed': '2 回試行して、コピーは失敗',
  'the second attempt delivers the copy': '2 回目の試行でコピーを配信',
  'one attempt, then the copy has failed with "TLS Error"': '1 回試行して、コピーは "TLS Error" で失敗',
  'one attempt, then the copy has failed with "TLS Error" where the gateway verifies certificates, delivery where it does not':
    '証明書を検証するゲートウェイでは 1 回試行して "TLS Error" で失敗、検証しない場合は配信',
  'one look-up, no connection, hard bounce 5.1.2 at once': '名前解決 1 回、接続せず、直ちに 5.1.2 のハードバウンス',
  'two attempts for each copy': 'コピーごとに 2 回試行',
  'the retry begins within 120 seconds': '120 秒以内に再試行を開始',
};
