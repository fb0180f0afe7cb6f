/** The part of cli-progress that the command line uses; the package has no types. */
declare module 'cli-progress' {
  export interface BarOptions {
    readonly format: string;
    readonly clearOnComplete: boolean;
    readonly hideCursor: boolean;
    readonly stream: NodeJS.WritableStream;
    readonly barsize: number;
  }

  export class SingleBar {
    constructor(options: BarOptions, preset: object);
    start(total: number, value: number): void;
    update(value: number): void;
    stop(): void;
  }

  export const Presets: { readonly shades_classic: object };
}
