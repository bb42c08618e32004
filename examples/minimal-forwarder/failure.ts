// What can go wrong with an attempt, and what the documents make of it.

export type Trouble =
  /** The host refused: 4yz or 5yz. */
  | { readonly kind: 'reply'; readonly code: number; readonly text: string }
  | { readonly kind: 'tls'; readonly text: string }
  | { readonly kind: 'network'; readonly text: string }
  | { readonly kind: 'dns'; readonly isHard: boolean; readonly name: string; readonly type: string; readonly error: string }
  /** The copy is not what the host says it takes, so that it is not even tried. */
  | { readonly kind: 'unfit'; readonly status: string; readonly text: string }
  | { readonly kind: 'expired' };

export class Failure extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.kind);
    this.trouble = trouble;
  }
}

/** The retry table: whether one retry follows, if none has yet (RETRY-1 to RETRY-9). */
export const isRetryable = (trouble: Trouble): boolean => {
  switch (trouble.kind) {
    case 'reply':
      return trouble.code < 500 || trouble.code === 503 || trouble.code === 552;
    case 'network':
      return true;
    case 'dns':
      return !trouble.isHard;
    case 'tls':
    case 'unfit':
    case 'expired':
      return false;
  }
};

/** As the log tells it: an enhanced status code with its name, and the reply in the form of the gateway's bounce lines. */
export const bounceText = (trouble: Trouble): string => {
  switch (trouble.kind) {
    case 'reply':
      return `${trouble.code < 500 ? '4.3.0 - Other mail system problem' : '5.3.0 - Other mail system problem'} ('${trouble.code}', ['${trouble.text}'])`;
    case 'tls':
      return `5.7.5 - TLS Error ('000', ['${trouble.text}'])`;
    case 'network':
      return `4.4.1 - No answer from host ('000', ['${trouble.text}'])`;
    case 'dns': {
      const [status, hardness] = trouble.isHard ? ['5.1.2 - Bad destination host', 'Hard'] : ['4.4.3 - DNS error', 'Soft'];
      return `${status} ('000', ['DNS ${hardness} Error looking up ${trouble.name} (${trouble.type}) : ${trouble.error}'])`;
    }
    case 'unfit':
      return `${trouble.status} - Message not accepted by the host ('000', ['${trouble.text}'])`;
    case 'expired':
      return "5.4.7 - Delivery expired (message too old) ('000', [])";
  }
};
