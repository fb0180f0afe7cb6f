/** The public door of Weir: what the command line, the service and other programs may call. */
export { type Case, type CaseRun, type Cell, findCases, readCase } from './analysis/cases.ts';
export { type CaseReport, type CellReport, runCase, runConformance } from './analysis/conformance.ts';
export { type DecrementColumn, type DecrementTable, type ProjectReport, projectReport } from './analysis/decrement.ts';
export { type FlowColumn, type FlowReport, type FlowTable, flowNames, flowReport } from './analysis/flows.ts';
export { type PriceColumn, type PriceFigures, type PriceReport, priceReport, type Quote } from './analysis/priceTable.ts';
export { BASE, type ScenarioRequest, scenariosFor } from './analysis/requests.ts';
export {
  MEASURES,
  type Measure,
  type SensitivityReport,
  sensitivities,
  TOTAL_MEASURES,
  type TotalMeasure,
} from './analysis/sensitivity.ts';
export { type TraceLine, type TraceReport, type TraceRequest, type TraceStep, traceReport } from './analysis/trace.ts';
export { type VectorReport, type VectorRequest, vectorReport } from './analysis/vectorReport.ts';
export { echoVector, type VectorEcho } from './curves/vectorExpand.ts';
export { isUnit, type Unit } from './curves/vectors.ts';
export { checkedDeal, dealFromText, MOST_DEAL_BYTES } from './deal/read.ts';
export { loadDeal, resolveDeal } from './deal/resolve.ts';
export type { ResolvedDeal } from './deal/resolved.ts';
export { type DealFile, schemaText } from './deal/schema.ts';
export { LAYOUT_VERSION } from './engine/kernel.ts';
export { type Projection, type ProjectOptions, projectDeal } from './engine/project.ts';
export { ERRORS, type ErrorCode, type Fault, fail, faultText, WeirError } from './errors.ts';
export { METHODS, type Method, type Snapshot } from './portfolio/records.ts';
export { readSnapshot } from './portfolio/snapshot.ts';
export { EXPORT_FORMATS, type ExportFormat, exportRun } from './store/exportRun.ts';
export { type DataFolder, openData } from './store/folders.ts';
export { kindOfRun, type Replay, type RunOptions } from './store/keptRun.ts';
export { listRuns, type RunSummary, type RunView, showRun } from './store/runBook.ts';
export { replayRun } from './store/runKinds.ts';
export {
  resumeSensitivity,
  runSensitivity,
  type SensitivityAsked,
  type SensitivityRun,
} from './store/sensitivityRun.ts';
export { adjustRun, lockRun } from './store/signOff.ts';
export { resumeValue, runValue, type ValueRun, type ValueRunOptions } from './store/valueRun.ts';
export { formatPrice, formatYield, parsePrice, parseYield } from './valuation/quote.ts';
export type { PortfolioValue, TrustValue } from './valuation/records.ts';
export { fixedText, scaledText } from './valuation/rounding.ts';
