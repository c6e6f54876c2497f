import { setImmediate } from 'node:timers/promises';

/** Watches the process for leaks and unhandled rejections, until it is stopped. */
export function watchProcess(): { readonly end: () => Promise<string[]> } {
  const faults: string[] = [];
  const onRejection = (reason: unknown): void => {
    faults.push(`a rejection that nobody handles: ${String(reason)}`);
  };
  const onWarning = ({ name, message }: Error): void => {
    // Some versions of Node.js call parts of themselves experimental.
    if (name !== 'ExperimentalWarning') faults.push(`${name}: ${message}`);
  };
  process.on('unhandledRejection', onRejection).on('warning', onWarning);
  const before = resources().length;
  return {
    end: async () => {
      for (let turn = 0; turn < 200_000 && resources().length > before; turn++)
        await setImmediate();
      process.off('unhandledRejection', onRejection).off('warning', onWarning);
      const left = resources();
      return left.length > before ? [...faults, `left behind: ${left.join(', ')}`] : faults;
    },
  };
}

/** The sockets and timers that keep this process alive. */
function resources(): string[] {
  const kinds = /^(Timeout|TCP\w+|TLSWrap)$/;
  return process.getActiveResourcesInfo().filter((kind) => kinds.test(kind));
}
