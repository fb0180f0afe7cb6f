/** Files out of the page. */

/** How long an address of a file stays good. Units: milliseconds. */
const KEPT = 60_000;

/** Hands bytes to the browser as a file to keep. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read the bytes after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}
