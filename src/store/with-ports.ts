/** The same store with some ports replaced. Every other port runs on the store itself, so a store may be a class. */
export const withPorts = <S extends object>(store: S, ports: Partial<S>): S =>
  new Proxy(store, {
    get: (target, name) => {
      if (Object.hasOwn(ports, name)) return Reflect.get(ports, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
