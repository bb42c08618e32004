import express, { type Express, Router } from 'express';
import type { Clock } from '../../src/clock.ts';
import type { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import type { Access } from '../../src/web/access.ts';
import { refuseCrossSite, refuseForeignHost, securityHeaders } from '../../src/web/guard.ts';
import { notFound, problemHandler } from '../../src/web/problem.ts';
import type { AccountBook } from '../accounts.ts';
import type { CertificateAuthority } from '../certificates/authority.ts';
import { viewOperations } from '../dashboard/message-view/operations.ts';
import type { Zone } from '../dns/zone.ts';
import type { FaultEngine } from '../faults/engine.ts';
import type { Store } from '../store/store.ts';
import type { LabSource } from './lab.ts';
import type { MessageApiAccess } from './message-api/credentials.ts';
import { routerFor } from './mount.ts';
import { describeApi } from './openapi/document.ts';
import type { OpenApiDocument } from './openapi/types.ts';
import type { Audience, Operation } from './operation.ts';
import { dashboardPages } from './pages.ts';
import { accountOperations } from './routes/accounts.ts';
import { certificateOperations } from './routes/certificates.ts';
import { connectionOperations } from './routes/connections.ts';
import { dnsOperations } from './routes/dns.ts';
import { eventOperations } from './routes/events.ts';
import { evidenceOperations } from './routes/evidence.ts';
import { exportOperations } from './routes/export.ts';
import { faultOperations } from './routes/faults.ts';
import { healthOperations } from './routes/health.ts';
import { labOperations } from './routes/lab.ts';
import { messageApiFailures, messageApiOperations } from './routes/message-api.ts';
import { messageMarkOperations } from './routes/message-marks.ts';
import { messageOperations } from './routes/messages.ts';
import { metricsOperations } from './routes/metrics.ts';
import { openApiOperations } from './routes/openapi.ts';
import { originOperations } from './routes/origin.ts';
import { ruleOperations } from './routes/rules.ts';
import { runOperations } from './routes/runs.ts';
import { sessionOperations } from './routes/session.ts';
import { type StandPlaces, standOperations } from './routes/stand.ts';
import { StandNews } from './stand-news.ts';
import { WholeCopies } from './whole-copies.ts';

/** The parts of a mock SETD that the API shows and changes. */
export interface ApiParts {
  readonly clock: Clock;
  readonly evidence: EvidenceLog;
  readonly faults: FaultEngine;
  readonly zone: Zone;
  /** Undefined: the mock runs alone. */
  readonly lab?: LabSource | undefined;
  readonly accounts: AccountBook;
  readonly store: Store;
  readonly authority: CertificateAuthority;
  readonly places: StandPlaces;
  readonly messageApi: MessageApiAccess;
}

/** Of the API, not of the package: it changes when programs have to. */
const API_VERSION = '1';

export interface ApiApplication {
  readonly app: Express;
  /** What is served, as OpenAPI 3.1. */
  readonly describe: () => OpenApiDocument;
}

export interface AppOptions {
  readonly access: Access;
  /** Names besides `localhost` and the address itself that a Host header may give. */
  readonly hostnames: readonly string[];
  readonly ready: () => boolean;
}

/** Everything that is served, in the order in which the reference tells it. */
const operationsOf = (parts: ApiParts, { access, ready }: AppOptions): Operation[] => {
  const { clock, evidence, faults, zone, accounts, store, authority, places, messageApi, lab } = parts;
  const news = new StandNews();
  const copies = new WholeCopies(store.messages);
  /** For what changes how the stand is set up: told in the evidence, and to pages that watch. */
  const noting = (area: 'accounts' | 'records') => (what: string) => {
    evidence.record({ type: 'standChanged', what });
    news.tell(area);
  };
  // Rules change by themselves too: one is spent, the time of another is over.
  faults.onChange(() => news.tell('rules'));
  return [
    ...messageOperations(parts),
    ...messageMarkOperations(store, evidence),
    ...viewOperations(copies),
    ...originOperations(store),
    ...exportOperations(store, copies),
    ...connectionOperations(store),
    ...ruleOperations(faults, evidence),
    ...faultOperations(faults, evidence, store),
    ...dnsOperations(store, zone, noting('records')),
    ...accountOperations(accounts, noting('accounts')),
    ...certificateOperations(authority, places.intake.hosts),
    ...runOperations(store.runs),
    ...labOperations(lab),
    ...eventOperations(clock, evidence, store.changes, news),
    ...evidenceOperations(store),
    ...standOperations(clock, store, places, messageApi.credentials),
    ...messageApiOperations({ ...parts, copies }),
    ...sessionOperations(access),
    ...healthOperations(ready),
    ...metricsOperations(evidence, faults, store),
  ];
};

/** The API and the pages on it as an Express application: guards first, then what is served, then what answers errors. */
export const makeApp = (parts: ApiParts, options: AppOptions): ApiApplication => {
  const { access, hostnames } = options;
  const operations = operationsOf(parts, options);
  // Made when somebody asks for it: most mocks live for a moment, in a test.
  let described: OpenApiDocument | undefined;
  const describe = (): OpenApiDocument => {
    described ??= describeApi(operations, API_VERSION);
    return described;
  };
  operations.push(...openApiOperations(describe));
  const servedTo = (...audiences: Audience[]) => routerFor(operations.filter(({ audience }) => audiences.includes(audience)));

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(securityHeaders, refuseForeignHost(hostnames));
  const pages = dashboardPages(access, describe);
  app.use(pages.router);
  app.use(refuseCrossSite, servedTo('everybody'));
  // In a room of its own, so that errors of everything else keep their shape.
  app.use(Router().use(servedTo('client', 'message API'), messageApiFailures));
  app.use(['/api/v1', '/metrics'], access.required);
  app.use(servedTo('token'), pages.missing, notFound, problemHandler);
  return { app, describe };
};
