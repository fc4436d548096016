/** A trail: where events are delivered to. */
export interface Trail {
  readonly name: string;
  readonly homeRegion: string;
  readonly trailRegion: string;
  readonly eventRW: 'Write' | 'Read' | 'All';
  readonly ossBucketName: string;
  readonly ossKeyPrefix: string;
  readonly slsProjectArn: string;
  readonly createTime: Date;
  /** `Fresh`: made, and never started. */
  status: 'Fresh' | 'Enable' | 'Disable';
  startLoggingTime?: Date;
  stopLoggingTime?: Date;
}

export type Trails = Map<string, Trail>;
