import type { GherkinDocument } from './cucumber-envelope.ts';

/** What a feature file says around a scenario, found by the ids of its syntax tree. */
export interface ScenarioPlace {
  readonly feature: string;
  readonly rule: string | null;
}

type Feature = NonNullable<GherkinDocument['feature']>;
type FeatureChild = Feature['children'][number];
type Step = NonNullable<FeatureChild['scenario']>['steps'][number];

/** Remembers features as Cucumber reads them: which rule a scenario stands under, and the keyword of each step. */
export class ScenarioSources {
  private readonly places = new Map<string, ScenarioPlace>();
  private readonly keywords = new Map<string, string>();

  add(document: GherkinDocument): void {
    const { feature } = document;
    if (feature === undefined) return;
    for (const child of feature.children) {
      if (child.rule === undefined) {
        this.addChild(child, { feature: feature.name, rule: null });
        continue;
      }
      for (const inner of child.rule.children) this.addChild(inner, { feature: feature.name, rule: child.rule.name });
    }
  }

  /** The place of a scenario by the ids a pickle carries. */
  placeOf(astNodeIds: readonly string[]): ScenarioPlace {
    const found = astNodeIds.map((id) => this.places.get(id)).find((place) => place !== undefined);
    return found ?? { feature: '', rule: null };
  }

  /** `Given`, `When`, `Then`, …; empty for a step that is not known. */
  keywordOf(astNodeIds: readonly string[]): string {
    return astNodeIds.map((id) => this.keywords.get(id)).find((keyword) => keyword !== undefined) ?? '';
  }

  private addChild(child: Pick<FeatureChild, 'background' | 'scenario'>, place: ScenarioPlace): void {
    if (child.scenario !== undefined) this.places.set(child.scenario.id, place);
    const steps: readonly Step[] = [...(child.background?.steps ?? []), ...(child.scenario?.steps ?? [])];
    for (const step of steps) this.keywords.set(step.id, step.keyword.trim());
  }
}
