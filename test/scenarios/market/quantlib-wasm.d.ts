/** What the tests use of QuantLib's WebAssembly build, which brings no types of its own. Objects live until the process ends. */
declare module 'quantlib-wasm' {
  interface Opaque {
    delete(): void;
  }
  interface Index extends Opaque {
    fixingDate(day: Opaque): Opaque;
    addFixing(day: Opaque, rate: number, force: boolean): void;
  }
  interface Swap extends Opaque {
    setPricingEngine(curve: Opaque): void;
    NPV(): number;
  }
  interface List<T> extends Opaque {
    push_back(value: T): void;
  }
  interface QuantLib {
    readonly Date: { fromISOString(text: string): Opaque; new (): Opaque };
    readonly Vector$Date$: new () => List<Opaque>;
    readonly Vector$double$: new () => List<number>;
    readonly Thirty360: new (convention: Opaque) => Opaque;
    readonly Thirty360Convention: { readonly BondBasis: Opaque };
    readonly Actual360: new () => Opaque;
    readonly Period: new (count: number, unit: Opaque) => Opaque;
    readonly TimeUnit: { readonly Months: Opaque };
    readonly Euribor: new (tenor: Opaque, curve: Opaque) => Index;
    readonly NullCalendar: new () => Opaque;
    readonly TARGET: new () => Opaque;
    readonly BusinessDayConvention: { readonly Unadjusted: Opaque; readonly ModifiedFollowing: Opaque };
    readonly DateGenerationRule: { readonly Forward: Opaque };
    readonly VanillaSwapType: { readonly Payer: Opaque };
    readonly Schedule: new (
      from: Opaque,
      to: Opaque,
      tenor: Opaque,
      calendar: Opaque,
      roll: Opaque,
      lastRoll: Opaque,
      rule: Opaque,
      endOfMonth: boolean,
      first: Opaque,
      nextToLast: Opaque,
    ) => Opaque;
    setValuationDate(day: Opaque): void;
    createLogLinearYieldTermStructure(days: List<Opaque>, factors: List<number>, count: Opaque): Opaque;
    createVanillaSwap(
      type: Opaque,
      notional: number,
      fixed: Opaque,
      rate: number,
      fixedCount: Opaque,
      floating: Opaque,
      index: Index,
      spread: number,
      floatingCount: Opaque,
    ): Swap;
  }
  export default function load(): Promise<QuantLib>;
}
