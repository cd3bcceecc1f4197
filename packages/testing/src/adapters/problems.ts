/** An error of the service; `answer` is the status with which the app's own error handler shall answer it. */
export class ServiceProblem extends Error {
  readonly answer: number | undefined;

  constructor(message: string, answer?: number) {
    super(message);
    this.answer = answer;
  }
}

/** The status that an error asks the app's error handler for; undefined for errors that it leaves to the framework. */
export function answerOf(error: unknown): number | undefined {
  return error instanceof ServiceProblem ? error.answer : undefined;
}

export const SECRET = "hunter2";

/** What each route of the suite throws, from a function of its own. */
export const throwing = {
  sync: function throwSync(): never {
    throw new TypeError(`sync password=${SECRET} of bob@example.com at 203.0.113.9`);
  },
  async: async function throwAsync(): Promise<never> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    throw new RangeError("async", { cause: new Error("the reason") });
  },
  nested: function throwNested(): never {
    throw new ServiceProblem("nested");
  },
  late: function throwLate(): never {
    throw new ServiceProblem("late");
  },
  answered: function throwAnswered(status: number): never {
    throw new ServiceProblem("answered", status);
  },
  first: function throwFirst(): never {
    throw new ServiceProblem("first");
  },
  second: function throwSecond(): never {
    throw new ServiceProblem("second");
  },
  /** One function, two lines. */
  line: function throwLine(line: string): never {
    if (line === "upper") throw new ServiceProblem("upper");
    throw new ServiceProblem("lower");
  },
  /** What is no Error, or does not want to be looked at. */
  odd: function throwOdd(what: string): never {
    if (what === "text") throw "plain text";
    if (what === "object") throw { status: 500, token: SECRET };
    if (what === "frozen") throw Object.freeze(new ServiceProblem("frozen", 500));
    throw hostile();
  },
};

/** An error that throws when it is asked; only the app's own error handler answers it, as the frameworks would not survive it. */
function hostile(): Error {
  const error = new ServiceProblem("hostile", 500);
  for (const key of ["name", "code", "cause", "errors"]) {
    Object.defineProperty(error, key, {
      get: () => {
        throw new Error("do not look");
      },
    });
  }
  return error;
}
