import express, { type Express } from 'express';
import type { Access } from '../../src/web/access.ts';
import { refuseCrossSite, refuseForeignHost, securityHeaders } from '../../src/web/guard.ts';
import { notFound, problemHandler } from '../../src/web/problem.ts';
import type { Zone } from '../dns/zone.ts';
import type { FaultEngine } from '../faults/engine.ts';
import type { LabSource } from './lab.ts';
import { routerFor } from './mount.ts';
import { describeApi } from './openapi/document.ts';
import type { OpenApiDocument } from './openapi/types.ts';
import type { Operation } from './operation.ts';
import { accountOperations } from './routes/accounts.ts';
import { certificateOperations } from './routes/certificates.ts';
import { connectionOperations } from './routes/connections.ts';
import { dnsOperations } from './routes/dns.ts';
import { eventOperations } from './routes/events.ts';
import { evidenceOperations } from './routes/evidence.ts';
import { faultOperations } from './routes/faults.ts';
import { healthOperations } from './routes/health.ts';
import { labOperations } from './routes/lab.ts';
import { type MessageParts, messageOperations } from './routes/messages.ts';
import { metricsOperations } from './routes/metrics.ts';
import { openApiOperations } from './routes/openapi.ts';
import { ruleOperations } from './routes/rules.ts';
import { sessionOperations } from './routes/session.ts';

/** The parts of a mock SETD that the API shows and changes. */
export interface ApiParts extends MessageParts {
  readonly faults: FaultEngine;
  readonly zone: Zone;
  /** Undefined: the mock runs alone. */
  readonly lab?: LabSource | undefined;
  /** PEM. */
  readonly caCertificate: string;
}

/** Of the API, not of the package: it changes when programs have to. */
const API_VERSION = '1';

export interface ApiApplication {
  readonly app: Express;
  readonly document: OpenApiDocument;
}

export interface AppOptions {
  readonly access: Access;
  /** Names besides `localhost` and the address itself that a Host header may give. */
  readonly hostnames: readonly string[];
  readonly ready: () => boolean;
}

/** Everything that is served, in the order in which the reference tells it. */
const operationsOf = (parts: ApiParts, { access, ready }: AppOptions): Operation[] => [
  ...messageOperations(parts),
  ...connectionOperations(parts.evidence),
  ...ruleOperations(parts.faults, parts.evidence),
  ...faultOperations(parts.faults, parts.evidence),
  ...dnsOperations(parts.evidence, parts.zone),
  ...accountOperations(parts.accounts, parts.evidence),
  ...certificateOperations(parts.caCertificate),
  ...labOperations(parts.lab),
  ...evidenceOperations(parts.evidence),
  ...eventOperations(parts.clock, parts.evidence),
  ...sessionOperations(access),
  ...healthOperations(ready),
  ...metricsOperations(parts.evidence, parts.faults),
];

/** The API as an Express application: guards first, then the operations, then what answers errors. */
export const makeApp = (parts: ApiParts, options: AppOptions): ApiApplication => {
  const { access, hostnames } = options;
  const operations = operationsOf(parts, options);
  operations.push(...openApiOperations(() => document));
  const document = describeApi(operations, API_VERSION);
  const forAudience = (wanted: boolean): Operation[] => operations.filter(({ audience }) => (audience === 'token') === wanted);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(securityHeaders, refuseForeignHost(hostnames), refuseCrossSite, routerFor(forAudience(false)));
  app.use(['/api/v1', '/metrics'], access.required);
  app.use(routerFor(forAudience(true)), notFound, problemHandler);
  return { app, document };
};
