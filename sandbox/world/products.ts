/** How a product appears in events: its own spelling, its API version, and whether its events are global. */
export interface Product {
  readonly serviceName: string;
  readonly version: string;
  readonly isGlobal: boolean;
}

const PRODUCTS: Readonly<Record<string, Product>> = {
  ram: { serviceName: 'Ram', version: '2015-05-01', isGlobal: true },
  ims: { serviceName: 'Ims', version: '2019-08-15', isGlobal: true },
  sts: { serviceName: 'Sts', version: '2015-04-01', isGlobal: true },
  bss: { serviceName: 'BssOpenApi', version: '2017-12-14', isGlobal: true },
  actiontrail: { serviceName: 'Actiontrail', version: '2020-07-06', isGlobal: false },
  sas: { serviceName: 'Sas', version: '2018-12-03', isGlobal: false },
  ecs: { serviceName: 'Ecs', version: '2014-05-26', isGlobal: false },
  eci: { serviceName: 'Eci', version: '2018-08-08', isGlobal: false },
  rds: { serviceName: 'Rds', version: '2014-08-15', isGlobal: false },
  slb: { serviceName: 'Slb', version: '2014-05-15', isGlobal: false },
  vpc: { serviceName: 'Vpc', version: '2016-04-28', isGlobal: false },
  kms: { serviceName: 'Kms', version: '2016-01-20', isGlobal: false },
  oss: { serviceName: 'Oss', version: '2012-10-17', isGlobal: false },
  fc: { serviceName: 'FC', version: '2023-03-30', isGlobal: false },
};

/** A product that is not in the list is spelt with a capital, as ActionTrail does. */
export function productOf(service: string): Product {
  return (
    PRODUCTS[service] ?? {
      serviceName: service.charAt(0).toUpperCase() + service.slice(1),
      version: '',
      isGlobal: false,
    }
  );
}

/** The product of an API version, for the calls log of operations that the sandbox does not have. */
export function productOfVersion(version: string): string {
  return Object.entries(PRODUCTS).find(([, product]) => product.version === version)?.[0] ?? 'unknown';
}
