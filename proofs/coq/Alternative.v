(** Alternative.v -- two finite sets are separated by a hyperplane or their convex hulls meet (T3').
    Obstruction.v has the easy half. This is the other one, so a certificate of one kind or the other
    always exists. Gordan's alternative by Fourier-Motzkin elimination of the first coordinate. *)
From Truncation Require Import Spec LinearAlgebra Vectors Separation Obstruction Collapsible Interpolation.
From Coq Require Import Lra Lia.
Import ListNotations.
Open Scope R_scope.

(** Positive combinations *)
Inductive combination (vs : list vec) : vec -> Prop :=
| comb_in v : In v vs -> combination vs v
| comb_add u v : combination vs u -> combination vs v -> combination vs (vadd u v)
| comb_scale k v : 0 < k -> combination vs v -> combination vs (vscale k v).

(** A real number strictly between two finite sets *)
Lemma greatest (L : list R) : L = [] \/ exists m, In m L /\ forall x, In x L -> x <= m.
Proof.
  induction L as [|a L [->|[m [H1 H2]]]]; [now left| |]; right.
  - exists a; split; [now left|]. intros x [<-|[]]; lra.
  - destruct (Rle_dec a m).
    + exists m; split; [now right|]. intros x [<-|Hx]; auto.
    + exists a; split; [now left|]. intros x [<-|Hx]; [lra|]. specialize (H2 x Hx); lra.
Qed.
Lemma between (L U : list R) : (forall x y, In x L -> In y U -> x < y) ->
  exists s, (forall x, In x L -> x < s) /\ (forall y, In y U -> s < y).
Proof.
  intro H; destruct (greatest L) as [->|[m [M1 M2]]].
  - destruct (greatest (map Ropp U)) as [E|[k [_ K2]]].
    + destruct U; [|discriminate]. now exists 0.
    + exists (- k - 1); split; [easy|]. intros y Hy.
      assert (- y <= k) by (now apply K2, in_map). lra.
  - destruct (greatest (map Ropp U)) as [E|[k [K1 K2]]].
    + destruct U; [|discriminate]. exists (m + 1); split; [|easy].
      intros x Hx; specialize (M2 x Hx); lra.
    + apply in_map_iff in K1 as [u [<- Hu]]; specialize (H m u M1 Hu).
      exists ((m + u) / 2); split; [intros x Hx; specialize (M2 x Hx); lra|].
      intros y Hy; assert (- y <= - u) by (now apply K2, in_map). lra.
Qed.

(** Elimination of the first coordinate *)
Definition level (v : vec) : list vec := if Req_EM_T (hd 0 v) 0 then [tl v] else [].
Definition crossing_pair (u v : vec) : list vec :=
  if Rlt_dec 0 (hd 0 u) then if Rlt_dec (hd 0 v) 0
    then [vadd (vscale (- hd 0 v) (tl u)) (vscale (hd 0 u) (tl v))] else [] else [].
Definition eliminated (vs : list vec) : list vec :=
  flat_map level vs ++ flat_map (fun u => flat_map (crossing_pair u) vs) vs.

Lemma eliminated_in vs w : In w (eliminated vs) ->
  (exists v, In v vs /\ hd 0 v = 0 /\ w = tl v)
  \/ exists u v, In u vs /\ In v vs /\ 0 < hd 0 u /\ hd 0 v < 0
       /\ w = vadd (vscale (- hd 0 v) (tl u)) (vscale (hd 0 u) (tl v)).
Proof.
  intro H; apply in_app_or in H as [H|H]; apply in_flat_map in H as [u [Hu H]]; [left|right].
  - unfold level in H; destruct (Req_EM_T _ _); [|contradiction]. destruct H as [<-|[]]; now exists u.
  - apply in_flat_map in H as [v [Hv H]]; unfold crossing_pair in H.
    destruct (Rlt_dec _ _); [|contradiction]. destruct (Rlt_dec _ _); [|contradiction].
    destruct H as [<-|[]]; now exists u, v.
Qed.
Lemma level_in vs v : In v vs -> hd 0 v = 0 -> In (tl v) (eliminated vs).
Proof.
  intros Hv E; apply in_or_app; left; apply in_flat_map; exists v; split; trivial.
  unfold level; destruct (Req_EM_T _ _); [now left|contradiction].
Qed.
Lemma pair_in vs u v : In u vs -> In v vs -> 0 < hd 0 u -> hd 0 v < 0 ->
  In (vadd (vscale (- hd 0 v) (tl u)) (vscale (hd 0 u) (tl v))) (eliminated vs).
Proof.
  intros Hu Hv E1 E2; apply in_or_app; right; apply in_flat_map; exists u; split; trivial.
  apply in_flat_map; exists v; split; trivial; unfold crossing_pair.
  destruct (Rlt_dec _ _); [|contradiction]. destruct (Rlt_dec _ _); [now left|contradiction].
Qed.
Lemma eliminated_length n vs : Forall (fun v => length v = S n) vs ->
  Forall (fun v => length v = n) (eliminated vs).
Proof.
  rewrite !Forall_forall; intros H w Hw.
  assert (T : forall v, In v vs -> length (tl v) = n).
  { intros v Hv; specialize (H v Hv); destruct v; simpl in *; congruence. }
  destruct (eliminated_in vs w Hw) as [[v [Hv [_ ->]]]|[u [v [Hu [Hv [_ [_ ->]]]]]]]; [auto|].
  rewrite vadd_length; rewrite !vscale_length; auto. rewrite !T; trivial.
Qed.
Lemma combination_lift n vs w : Forall (fun v => length v = S n) vs ->
  combination (eliminated vs) w -> combination vs (0 :: w).
Proof.
  rewrite Forall_forall; intros HL H; induction H as [w Hw|u v _ IHu _ IHv|k v Hk _ IH].
  - assert (C : forall v, In v vs -> v = hd 0 v :: tl v).
    { intros v Hv; specialize (HL v Hv); destruct v; [discriminate|trivial]. }
    destruct (eliminated_in vs w Hw) as [[v [Hv [E ->]]]|[u [v [Hu [Hv [E1 [E2 ->]]]]]]].
    + rewrite <- E, <- C by trivial; now apply comb_in.
    + replace (0 :: _) with (vadd (vscale (- hd 0 v) u) (vscale (hd 0 u) v)).
      * apply comb_add; apply comb_scale; try lra; now apply comb_in.
      * generalize (HL u Hu) (HL v Hv); destruct u as [|a u], v as [|c v]; try discriminate.
        intros _ _; simpl; f_equal; ring.
  - replace (0 :: vadd u v) with (vadd (0 :: u) (0 :: v)) by (simpl; f_equal; ring).
    now apply comb_add.
  - replace (0 :: vscale k v) with (vscale k (0 :: v)) by (simpl; f_equal; ring).
    now apply comb_scale.
Qed.

(** Gordan: a functional positive on all of vs, or a positive combination that vanishes *)
Theorem gordan n : forall vs, Forall (fun v => length v = n) vs ->
  (exists f, forall v, In v vs -> 0 < dot f v) \/ (exists z, combination vs z /\ zero z).
Proof.
  induction n as [|n IH]; intros vs HL.
  - destruct vs as [|v vs]; [left; now exists []|right]. inversion HL as [|? ? Lv _]; subst.
    exists v; split; [apply comb_in; now left|]. destruct v; [constructor|discriminate].
  - destruct (IH _ (eliminated_length n vs HL)) as [[g Hg]|[z [Hz Z]]].
    + left; rewrite Forall_forall in HL.
      assert (D : forall s v, In v vs -> dot (s :: g) v = s * hd 0 v + dot g (tl v)).
      { intros s v Hv; specialize (HL v Hv); destruct v; [discriminate|trivial]. }
      set (bound := fun v => - dot g (tl v) / hd 0 v).
      destruct (between
        (map bound (filter (fun v => if Rlt_dec 0 (hd 0 v) then true else false) vs))
        (map bound (filter (fun v => if Rlt_dec (hd 0 v) 0 then true else false) vs))) as [s [S1 S2]].
      { intros x y Hx Hy; apply in_map_iff in Hx as [u [<- Hu]], Hy as [v [<- Hv]].
        apply filter_In in Hu as [Hu Pu], Hv as [Hv Pv].
        destruct (Rlt_dec 0 (hd 0 u)) as [U|]; [|discriminate].
        destruct (Rlt_dec (hd 0 v) 0) as [V|]; [|discriminate].
        specialize (Hg _ (pair_in vs u v Hu Hv U V)).
        rewrite dot_vadd_r, !dot_vscale_r in Hg; unfold bound.
        apply Rminus_gt_0_lt.
        replace (_ - _) with ((- hd 0 v * dot g (tl u) + hd 0 u * dot g (tl v)) * / (hd 0 u * - hd 0 v))
          by (field; lra).
        apply Rmult_lt_0_compat; trivial. apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra. }
      exists (s :: g); intros v Hv; rewrite D by trivial.
      destruct (Rtotal_order (hd 0 v) 0) as [E|[E|E]].
      * assert (B : s < bound v).
        { apply S2, in_map, filter_In; split; trivial. now destruct (Rlt_dec _ _). }
        apply (Rmult_lt_compat_r (- hd 0 v)) in B; [|lra].
        replace (bound v * - hd 0 v) with (dot g (tl v)) in B by (unfold bound; field; lra). lra.
      * rewrite E, Rmult_0_r, Rplus_0_l; now apply Hg, level_in.
      * assert (B : bound v < s).
        { apply S1, in_map, filter_In; split; trivial. now destruct (Rlt_dec _ _). }
        apply (Rmult_lt_compat_r (hd 0 v)) in B; [|lra].
        replace (bound v * hd 0 v) with (- dot g (tl v)) in B by (unfold bound; field; lra). lra.
    + right; exists (0 :: z); split; [now apply combination_lift with n|now constructor].
Qed.
