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

(** Weights of a combination *)
Definition weights (vs : list vec) (l : vec) : Prop :=
  length l = length vs /\ Forall (fun a => 0 <= a) l /\ 0 < sum l.
Lemma sum_vadd u : forall v, sum (vadd u v) = sum u + sum v.
Proof.
  unfold sum; induction u as [|a u IH]; intros [|b v]; simpl; try lra. rewrite IH; ring.
Qed.
Lemma nonneg_vadd u : forall v, Forall (fun a => 0 <= a) u -> Forall (fun a => 0 <= a) v ->
  Forall (fun a => 0 <= a) (vadd u v).
Proof.
  induction u as [|a u IH]; intros [|b v] Hu Hv; simpl; trivial.
  inversion Hu; inversion Hv; subst; constructor; [lra|now apply IH].
Qed.
Lemma nonneg_vscale k u : 0 <= k -> Forall (fun a => 0 <= a) u -> Forall (fun a => 0 <= a) (vscale k u).
Proof.
  intros Hk H; apply Forall_map; revert H; apply Forall_impl; intros; now apply Rmult_le_pos.
Qed.
Lemma dot_repeat_zero n : forall v, dot (repeat 0 n) v = 0.
Proof. intro v; rewrite dot_comm; apply dot_zero_r, zero_repeat. Qed.
Lemma unit_weights vs v : In v vs -> exists l, weights vs l /\ forall y, dot v y = dot l (mv vs y).
Proof.
  unfold weights, sum; induction vs as [|w vs IH]; [easy|]; intros [<-|Hv].
  - exists (1 :: repeat 0 (length vs)); repeat split; simpl.
    + now rewrite repeat_length.
    + constructor; [lra|]. generalize (zero_repeat (length vs)); apply Forall_impl; intros; lra.
    + generalize (length vs) as n; induction n; simpl; lra.
    + intro y; rewrite dot_repeat_zero; ring.
  - destruct (IH Hv) as [l [[L1 [L2 L3]] E]]; exists (0 :: l); repeat split; simpl.
    + congruence.
    + constructor; trivial; lra.
    + lra.
    + intro y; rewrite E; ring.
Qed.
Lemma combination_weights vs z : combination vs z ->
  exists l, weights vs l /\ forall y, dot z y = dot l (mv vs y).
Proof.
  induction 1 as [v Hv|u v _ [l [[L1 [L2 L3]] E1]] _ [m [[M1 [M2 M3]] E2]]|k v Hk _ [l [[L1 [L2 L3]] E]]].
  - now apply unit_weights.
  - exists (vadd l m); repeat split.
    + rewrite vadd_length; congruence.
    + now apply nonneg_vadd.
    + rewrite sum_vadd; lra.
    + intro y; now rewrite !dot_vadd_l, E1, E2.
  - exists (vscale k l); repeat split.
    + now rewrite vscale_length.
    + apply nonneg_vscale; trivial; lra.
    + unfold vscale; rewrite sum_scale; now apply Rmult_lt_0_compat.
    + intro y; now rewrite !dot_vscale_l, E.
Qed.

(** T3': hyperplane or common point of the hulls *)
Lemma dots_equal u : forall v, length u = length v -> (forall g, dot u g = dot v g) -> u = v.
Proof.
  induction u as [|a u IH]; intros [|b v] E H; try discriminate; trivial; f_equal.
  - generalize (H [1]); simpl; rewrite !dot_nil_r; lra.
  - apply IH; [simpl in E; congruence|]. intro g; generalize (H (0 :: g)); simpl; lra.
Qed.
Lemma normalized M P l : Forall (fun x => length x = M) P -> weights P l ->
  convex_weights (vscale (/ sum l) l) P /\ length (lincomb (vscale (/ sum l) l) P) = M
  /\ forall g, dot (lincomb (vscale (/ sum l) l) P) g = / sum l * dot l (mv P g).
Proof.
  intros HM [L1 [L2 L3]]; assert (H : 0 < / sum l) by (now apply Rinv_0_lt_compat); repeat split.
  - now rewrite vscale_length.
  - apply nonneg_vscale; trivial; lra.
  - unfold vscale; rewrite sum_scale; field; lra.
  - apply lincomb_length; trivial; rewrite ?vscale_length; trivial.
    destruct l; [unfold sum in L3; simpl in L3; lra|discriminate].
  - intro g; now rewrite dot_lincomb, dot_vscale_l.
Qed.
Theorem separable_or_hulls_meet M P N : Forall (fun x => length x = M) (P ++ N) ->
  separable P N \/ exists l m, convex_weights l P /\ convex_weights m N /\ lincomb l P = lincomb m N.
Proof.
  intro HM; apply Forall_app in HM as [HP HN].
  set (vs := map (fun x => 1 :: vscale (-1) x) P ++ map (cons (-1)) N).
  assert (HL : Forall (fun v => length v = S M) vs).
  { apply Forall_app; split; apply Forall_map; [revert HP|revert HN]; apply Forall_impl; intros x Hx;
      simpl; rewrite ?vscale_length; congruence. }
  destruct (gordan _ vs HL) as [[f Hf]|[z [Hz Z]]].
  - left; exists (tl f), (hd 0 f).
    assert (D : forall a x, dot f (a :: x) = hd 0 f * a + dot (tl f) x)
      by (intros; destruct f; simpl; ring).
    split; intros x Hx.
    + assert (B : 0 < dot f (1 :: vscale (-1) x)); [|rewrite D, dot_vscale_r in B; lra].
      apply Hf, in_or_app; left; now apply (in_map (fun x => 1 :: vscale (-1) x)).
    + assert (B : 0 < dot f (-1 :: x)); [|rewrite D in B; lra].
      apply Hf, in_or_app; right; now apply in_map.
  - right; destruct (combination_weights vs z Hz) as [l [[L1 [L2 L3]] E]].
    set (l1 := firstn (length P) l); set (l2 := skipn (length P) l).
    assert (El : l = l1 ++ l2) by (symmetry; apply firstn_skipn).
    unfold vs in L1; rewrite app_length, !map_length in L1.
    assert (E1 : length l1 = length P) by (apply firstn_length_le; rewrite L1; apply Nat.le_add_r).
    assert (E2 : length l2 = length N)
      by (unfold l2; rewrite skipn_length, L1, Nat.add_comm; apply Nat.add_sub).
    assert (K : forall s g, s * sum l1 - dot l1 (mv P g) - s * sum l2 + dot l2 (mv N g) = 0).
    { intros s g; generalize (E (s :: g)); rewrite (dot_comm z), dot_zero_r by trivial.
      unfold vs; rewrite El; unfold mv at 1; rewrite map_app, !map_map, dot_app
        by (now rewrite map_length).
      rewrite (map_ext _ (fun x => s + -1 * dot x g)) by (intro; simpl; rewrite dot_vscale_l; ring).
      rewrite (map_ext (fun x => dot (-1 :: x) (s :: g)) (fun x => - s + 1 * dot x g))
        by (intro; simpl; ring).
      rewrite <- (map_map (fun x => dot x g) (fun r => s + -1 * r)).
      rewrite <- (map_map (fun x => dot x g) (fun r => - s + 1 * r)).
      rewrite !dot_map_affine by (now rewrite map_length).
      fold (mv P g) (mv N g); lra. }
    assert (Es : sum l1 = sum l2).
    { generalize (K 1 []) (K 0 []); lra. }
    assert (Ed : forall g, dot l1 (mv P g) = dot l2 (mv N g)) by (intro g; generalize (K 0 g); lra).
    rewrite El, sum_app in L3; rewrite El in L2; apply Forall_app in L2 as [N1 N2].
    destruct (normalized M P l1) as [C1 [C2 C3]]; [trivial|repeat split; trivial; lra|].
    destruct (normalized M N l2) as [D1 [D2 D3]]; [trivial|repeat split; trivial; lra|].
    exists (vscale (/ sum l1) l1), (vscale (/ sum l2) l2); split; [exact C1|split; [exact D1|]].
    apply dots_equal; [congruence|]. intro g; rewrite C3, D3, Es, Ed; trivial.
Qed.
(** T3': not separable exactly when the hulls meet *)
Theorem not_separable_iff M P N : Forall (fun x => length x = M) (P ++ N) ->
  ~ separable P N <->
  exists l m, convex_weights l P /\ convex_weights m N /\ lincomb l P = lincomb m N.
Proof.
  intro HM; split.
  - intro H; now destruct (separable_or_hulls_meet M P N HM).
  - intros [l [m [H1 [H2 E]]]]; now apply no_separation with l m.
Qed.
