/** The public door of Weir: what the command line, the service and other programs may call. */
export { type Attribution, type AttributionOptions, attributeChange, type TrustAttribution } from './analysis/attribution.ts';
export {
  type AttributionColumn,
  EFFECTS,
  type Effect,
  type InstrumentClass,
  type Sharing,
} from './analysis/attributionColumns.ts';
export { FACTORS as ATTRIBUTION_FACTORS, type Factor, orderOf as factorOrder } from './analysis/attributionFactors.ts';
export { type BackTest, type BackTestOptions, backTest, type TestedTrust } from './analysis/backTest.ts';
export { type BackTestHistory, backTestChain } from './analysis/backTestHistory.ts';
export {
  BOUND,
  type BreakEvenReport,
  type BreakEvenRequest,
  breakEven,
  type ClassBreakEven,
} from './analysis/breakEven.ts';
export { baseScenario, breakEvens, type PortfolioBreakEven } from './analysis/breakEvenPortfolio.ts';
export { DRIVERS, type Driver, MOST_BOUND } from './analysis/breakEvenSearch.ts';
export { type Case, type CaseRun, type Cell, findCases, readCase } from './analysis/cases.ts';
export { type CaseReport, type CellReport, runCase, runConformance } from './analysis/conformance.ts';
export { type CurveReview, type ReviewOptions, reviewCurves, type SnapshotReview } from './analysis/curveReview.ts';
export { type CurveChoice, chooseCurves } from './analysis/curveReviewChoice.ts';
export { type ReviewedFolder, type ReviewFolderOptions, reviewFolder } from './analysis/curveReviewRead.ts';
export { type DecrementColumn, type DecrementTable, type ProjectReport, projectReport } from './analysis/decrement.ts';
export { type Disclosure, type DisclosureOptions, disclose } from './analysis/disclosure.ts';
export { type FlowColumn, type FlowReport, type FlowTable, flowNames, flowReport } from './analysis/flows.ts';
export { FRONTIER_SEVERITIES } from './analysis/frontier.ts';
export { type Grid, gridsOf, parseGrids, shiftOf as parseShift } from './analysis/grid.ts';
export { type PriceColumn, type PriceFigures, type PriceReport, priceReport, type Quote } from './analysis/priceTable.ts';
export { BASE, type ScenarioRequest, scenariosFor } from './analysis/requests.ts';
export { DEFAULT_TESTS, type ReviewTests, readReviewTests } from './analysis/reviewTests.ts';
export {
  type Rollforward,
  type RollOptions as RollforwardOptions,
  rollforward,
  type ValuedSnapshot,
} from './analysis/rollforward.ts';
export { INTEREST_KINDS, type InterestKind } from './analysis/rollforwardInterest.ts';
export { snapshotChain, snapshotPair, valueChain } from './analysis/rollforwardSnapshots.ts';
export {
  LAYOUTS as ROLL_LAYOUTS,
  type RollCells,
  type RollLayout,
  type RollTable,
  rollTable,
} from './analysis/rollforwardTable.ts';
export {
  heatMaps,
  MEASURES,
  type Measure,
  type SensitivityReport,
  sensitivities,
  TOTAL_MEASURES,
  type TotalMeasure,
  tornado,
} from './analysis/sensitivity.ts';
export { standardShocks } from './analysis/sensitivityStandard.ts';
export type { Shock } from './analysis/shock.ts';
export { readScenarios, type ScenarioFile } from './analysis/shockFile.ts';
export { type SimulationReport, simulate } from './analysis/simulate.ts';
export { type PriceOrSpread, readQuotes } from './analysis/simulateQuotes.ts';
export {
  checkSimulation,
  MOST_PATHS,
  MOST_RANDOMIZATIONS,
  RANDOMIZATIONS,
  SIMULATED_MEASURES,
  type SimulatedMeasures,
  type SimulationRequest,
} from './analysis/simulateRequest.ts';
export { type PartialResult, partialWords } from './analysis/simulateTotals.ts';
export {
  type SnapshotTieOut,
  TIE_OUT_WITHIN,
  type TrustTieOut,
  tieOutFolder,
  tieOutSnapshot,
} from './analysis/tieOutSnapshot.ts';
export { type TraceLine, type TraceReport, type TraceRequest, type TraceStep, traceReport } from './analysis/trace.ts';
export { type VectorReport, type VectorRequest, vectorReport } from './analysis/vectorReport.ts';
export { measureWorkload, quantile, WORKLOADS, type WorkloadReport } from './analysis/workloadTiming.ts';
export { type ClusterRunnerOptions, clusterRunner, onCluster, PRIORITY } from './cluster/clusterRunner.ts';
export { asClusterError, SERVICE_SCHEMA, safeAddress } from './cluster/connection.ts';
export { examineCluster } from './cluster/examineCluster.ts';
export { examineData, examineInstallation } from './cluster/examineData.ts';
export type { Finding } from './cluster/finding.ts';
export {
  type Order,
  type OrderInHand,
  openRunQueue,
  type RunQueue,
} from './cluster/runQueue.ts';
export { openStorage, type Storage } from './cluster/storage.ts';
export { runWorker, type WorkerEvent } from './cluster/worker.ts';
export { formatDate } from './curves/dates.ts';
export { echoVector, type VectorEcho } from './curves/vectorExpand.ts';
export { isUnit, type Unit } from './curves/vectors.ts';
export { type CompileOptions, compileDeal } from './deal/compile.ts';
export { parseNumber as parsePercent } from './deal/expression.ts';
export { FaultList } from './deal/faults.ts';
export { refuseUnknown } from './deal/nearest.ts';
export { checkedDeal, dealFromText, MOST_DEAL_BYTES, readText, valueFromText } from './deal/read.ts';
export { loadDeal, resolveDeal } from './deal/resolve.ts';
export type { ResolvedDeal } from './deal/resolved.ts';
export { type DealFile, schemaText } from './deal/schema.ts';
export { LAYOUT_VERSION } from './engine/kernel.ts';
export { openPool, type TaskRunner } from './engine/pool.ts';
export { type Projection, type ProjectOptions, projectDeal } from './engine/project.ts';
export { ERRORS, type ErrorCode, type Fault, fail, faultText, WeirError } from './errors.ts';
export { readHead, refuseUnknownFolders, type SnapshotHead } from './portfolio/head.ts';
export { METHODS, type Method, type Snapshot } from './portfolio/records.ts';
export { readSeries } from './portfolio/series.ts';
export { readSnapshot, trustNames } from './portfolio/snapshot.ts';
export { type Behaviour, DEFAULT_BEHAVIOUR } from './scenarios/behaviour.ts';
export { behaviourFromText, behaviourText, readBehaviour } from './scenarios/behaviourFile.ts';
export { type BehaviourFit, FIT_PARAMETERS, fitBehaviour } from './scenarios/behaviourFit.ts';
export { historyOf } from './scenarios/behaviourHistory.ts';
export { MODEL_KINDS } from './scenarios/market/shortRate.ts';
export {
  ATTRIBUTION_RUNS,
  type AttributionAsked,
  type AttributionRequest,
  attributionRequest,
} from './store/attributionRun.ts';
export { BACK_TEST_RUNS, type BackTestAsked, type BackTestRequest, backTestRequest } from './store/backTestRun.ts';
export {
  BREAK_EVEN_RUNS,
  type BreakEvenAsked,
  type BreakEvenRunRequest,
  breakEvenRequest,
} from './store/breakEvenRun.ts';
export {
  CURVE_REVIEW_RUNS,
  type CurveReviewAsked,
  type CurveReviewRequest,
  curveReviewRequest,
  type ReviewOutcome,
} from './store/curveReviewRun.ts';
export {
  type Decision,
  type DecisionKind,
  type DecisionLog,
  decide,
  keyOf as reviewKeyOf,
  NO_DECISIONS,
  readDecisions,
  standingsOf,
} from './store/decisions.ts';
export { readReviewed, reviewNow, withDecisions } from './store/decisionsApply.ts';
export { DIFF_RUNS, type DiffRequest, diffRequest } from './store/diffRun.ts';
export { DIFF_LISTED, type DiffOptions, diffRuns, type InputDifference, type RunDiff } from './store/diffRuns.ts';
export {
  DISCLOSURE_RUNS,
  type DisclosureAsked,
  type DisclosureRequest,
  disclosureRequest,
} from './store/disclosureRun.ts';
export { EXPORT_FORMATS, type ExportFormat, exportRun } from './store/exportRun.ts';
export { type DataFolder, isRunId, isTableName, newRunId, openData, runFolder, tableFile } from './store/folders.ts';
export {
  type KeptRequest,
  type KeptRun,
  kindOfRun,
  type Replay,
  type RunKind,
  type RunOptions,
  resumeKept,
  runKept,
} from './store/keptRun.ts';
export { type Manifest, ManifestShape } from './store/manifest.ts';
export { giveHeartbeat, newOwner, type Owner, OwnerShape, ownerLives } from './store/owner.ts';
export { writeTables } from './store/parquet.ts';
export {
  ROLLFORWARD_RUNS,
  type RollforwardAsked,
  type RollforwardRequest,
  rollforwardRequest,
} from './store/rollforwardRun.ts';
export { deleteRun, listRuns, type RunSummary, type RunView, readTables, showRun, summaryOfRun } from './store/runBook.ts';
export { replayRun } from './store/runKinds.ts';
export { cancelRun, readManifest, readRequest } from './store/runs.ts';
export {
  onlyTrust,
  resumeSensitivity,
  runSensitivity,
  SENSITIVITY_RUNS,
  type SensitivityAsked,
  type SensitivityRun,
  sensitivityRequest,
} from './store/sensitivityRun.ts';
export { adjustRun, lockRun } from './store/signOff.ts';
export {
  resumeSimulation,
  runSimulation,
  SIMULATION_RUNS,
  type SimulationAsked,
  type SimulationRun,
  simulationRequest,
} from './store/simulateRun.ts';
export { type Column, type ColumnHead, csvLines, headsOf, jsonLines, type ResultTable, rowsOf } from './store/tables.ts';
export { TIE_OUT_RUNS, type TieOutAsked, type TieOutRequest, tieOutRequest } from './store/tieOutRun.ts';
export { resumeValue, runValue, VALUE_RUNS, type ValueRun, type ValueRunOptions, valueRequest } from './store/valueRun.ts';
export { type MissingYield, missingYields } from './valuation/missingYields.ts';
export { formatPrice, formatYield, parsePrice, parseYield } from './valuation/quote.ts';
export type { PortfolioValue, TrustValue } from './valuation/records.ts';
export { breakTies, fixedText, scaledText, type Ties } from './valuation/rounding.ts';
