(** Collapsible.v -- a layer that collapses P and keeps N exists exactly when a hyperplane separates them.
    E = 1 gives W = u f^T + eps 1 with a Sherman-Morrison inverse, and finite sets leave room for eps:
    so L3 is never vacuous. Conversely any row of such a layer is a separating hyperplane, so a common
    point of the two convex hulls forbids every layer (T3'). *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation Separation Obstruction.
From Coq Require Import Lra.
Import ListNotations.
Open Scope R_scope.

(** The inverse of u f^T + eps 1 *)
Definition slanted (M : nat) (f : vec) (eps : R) : mat := steered M f eps (identity M).
Definition slanted_inverse (M : nat) (f : vec) (eps : R) : mat :=
  madd (outer (ones M) (vscale (- / (eps * (eps + sum f))) f)) (map (vscale (/ eps)) (identity M)).
Lemma mv_slanted M f eps x : length x = M ->
  mv (slanted M f eps) x = map (fun r => dot f x + eps * r) x.
Proof.
  intros <-; unfold slanted, steered.
  rewrite mv_madd, mv_outer, mv_mscale, mv_identity; apply vadd_ones.
Qed.
Lemma mv_slanted_inverse M f eps x : length x = M ->
  mv (slanted_inverse M f eps) x
  = map (fun r => - / (eps * (eps + sum f)) * dot f x + / eps * r) x.
Proof.
  intros <-; unfold slanted_inverse.
  rewrite mv_madd, mv_outer, mv_mscale, mv_identity, dot_vscale_l; apply vadd_ones.
Qed.
Lemma dot_map_affine a k f : forall x, length f = length x ->
  dot f (map (fun r => a + k * r) x) = a * sum f + k * dot f x.
Proof.
  unfold sum; induction f as [|c f IH]; intros [|r x] E; simpl in *; try discriminate; [ring|].
  rewrite IH by congruence; ring.
Qed.
Theorem slanted_inverse_ok M f eps : length f = M -> eps <> 0 -> eps + sum f <> 0 ->
  inverse M (slanted M f eps) (slanted_inverse M f eps).
Proof.
  intros Lf H0 H1 x Lx; split.
  - rewrite mv_slanted_inverse, mv_slanted, dot_map_affine, map_map
      by (trivial; try rewrite mv_slanted, map_length; congruence).
    transitivity (map (fun r => r) x); [apply map_ext; intro; field; now split|apply map_id].
  - rewrite mv_slanted, mv_slanted_inverse, dot_map_affine, map_map
      by (trivial; try rewrite mv_slanted_inverse, map_length; congruence).
    transitivity (map (fun r => r) x); [apply map_ext; intro; field; now split|apply map_id].
Qed.

(** Room for eps over a finite set *)
Lemma lower_bound (h : vec -> R) K : (forall x, In x K -> h x <> 0) ->
  exists g, 0 < g /\ forall x, In x K -> g <= Rabs (h x).
Proof.
  induction K as [|y K IH]; intro H; [exists 1; split; [lra|easy]|].
  destruct IH as [g [G1 G2]]; [intros; apply H; now right|].
  exists (Rmin g (Rabs (h y))); split.
  - apply Rmin_pos; trivial. apply Rabs_pos_lt, H; now left.
  - intros x [<-|Hx]; [apply Rmin_r|].
    apply Rle_trans with g; [apply Rmin_l|now apply G2].
Qed.
Lemma upper_bound (h : vec -> vec) K :
  exists e, 0 <= e /\ forall x, In x K -> Forall (fun r => Rabs r <= e) (h x).
Proof.
  assert (V : forall v : vec, exists e, 0 <= e /\ Forall (fun r => Rabs r <= e) v).
  { induction v as [|r v [e [E1 E2]]]; [exists 0; split; [lra|constructor]|].
    exists (Rmax e (Rabs r)); split; [apply Rle_trans with e; trivial; apply Rmax_l|].
    constructor; [apply Rmax_r|]. revert E2; apply Forall_impl; intros t Ht.
    apply Rle_trans with e; trivial; apply Rmax_l. }
  induction K as [|y K [e [E1 E2]]]; [exists 0; split; [lra|easy]|].
  destruct (V (h y)) as [d [D1 D2]]; exists (Rmax d e); split.
  - apply Rle_trans with e; trivial; apply Rmax_r.
  - intros x [<-|Hx]; [revert D2|generalize (E2 x Hx)]; apply Forall_impl; intros t Ht;
      (eapply Rle_trans; [exact Ht|]); [apply Rmax_l|apply Rmax_r].
Qed.
Lemma room_for_eps g e s : 0 < g -> 0 <= e -> exists eps, 0 < eps /\ eps * e < g /\ eps + s <> 0.
Proof.
  intros Hg He; set (k := g * / (e + 1)).
  assert (Hk : 0 < k) by (apply Rmult_lt_0_compat; trivial; apply Rinv_0_lt_compat; lra).
  assert (E : k * e + k = g) by (unfold k; field; lra).
  destruct (Req_dec (k + s) 0); [exists (k / 2)|exists k]; repeat split; lra.
Qed.
(** For every apex p on a separating hyperplane there is an invertible layer with that apex *)
Theorem layer_exists M f p P N : length f = M ->
  (forall x, In x P -> dot f x < dot f p) -> (forall x, In x N -> dot f p < dot f x) ->
  exists W V, inverse M W V /\ splits W (bias_at W p) P N.
Proof.
  intros Lf HP HN.
  destruct (lower_bound (fun x => dot f (vsub x p)) (P ++ N)) as [g [G1 G2]].
  { intros x Hx; rewrite dot_vsub.
    apply in_app_or in Hx as [Hx|Hx]; [specialize (HP x Hx)|specialize (HN x Hx)]; lra. }
  destruct (upper_bound (fun x => mv (identity M) (vsub x p)) (P ++ N)) as [e [E1 E2]].
  destruct (room_for_eps g e (sum f) G1 E1) as [eps [R1 [R2 R3]]].
  exists (slanted M f eps), (slanted_inverse M f eps); split.
  - apply slanted_inverse_ok; trivial; lra.
  - apply collapse_signs with (t := dot f p) (g := g) (e := e); trivial; try lra.
    + unfold identity; now rewrite map_length, seq_length.
    + intros x Hx; split; [now apply G2|now apply E2].
Qed.
