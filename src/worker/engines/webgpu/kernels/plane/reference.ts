/* A point of a plane is defined where the landscape uses it on the host; this kernel must compute the same. */

export { pointOf as planeReference } from '../../../../landscape/vectors'
