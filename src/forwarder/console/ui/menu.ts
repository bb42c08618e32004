// Names of the menus are those of the product in every language: manuals and people refer to them so.

export const PATHS = {
  overview: '/',
  deliveryStatus: '/monitor/delivery-status',
  tracking: '/monitor/message-tracking',
  mailLog: '/monitor/mail-log',
  policies: '/mail-policies/incoming',
  connector: '/security-services/threat-defense-connector',
} as const;

export const MENUS = { monitor: 'Monitor', mailPolicies: 'Mail Policies', securityServices: 'Security Services' } as const;

export const NAMES = {
  deliveryStatus: 'Delivery Status',
  tracking: 'Message Tracking',
  mailLog: 'Mail Log',
  policies: 'Incoming Mail Policies',
  connector: 'Threat Defense Connector',
  connectorSettings: 'Threat Defense Connector Settings',
} as const;

/** Destination under which journal copies are counted (COUNT-1). */
export const TDC_QUEUE = 'the.tdc.queue';

/** Page of a message in tracking. */
export const messagePath = (mid: number): string => `${PATHS.tracking}/${mid}`;

/** The mail log, only what names a message. */
export const logPath = (mid: number): string => `${PATHS.mailLog}?match=${encodeURIComponent(`MID ${mid}`)}`;
